package org.glissade.lab.browser;

import com.microsoft.playwright.Browser;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * For tests of the page: {@code @ExtendWith(InBrowser.class)}, and a parameter of type {@link
 * LabPage}. One browser serves all classes; each test has a lab, cookies and a tab of its own.
 */
public final class InBrowser implements ParameterResolver, AfterEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(InBrowser.class);
  private static final int WIDTH = 1440;
  private static final int HEIGHT = 900;

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == LabPage.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
    Chromium chromium =
        test.getRoot()
            .getStore(NAMESPACE)
            .computeIfAbsent(Chromium.class, key -> Chromium.start(), Chromium.class);
    try {
      LabPage page =
          new LabPage(
              chromium
                  .browser()
                  .newContext(new Browser.NewContextOptions().setViewportSize(WIDTH, HEIGHT)));
      store(test).put(LabPage.class, page);
      return page;
    } catch (IOException e) {
      throw new AssertionError("the lab cannot be opened", e);
    }
  }

  @Override
  public void afterEach(ExtensionContext test) {
    LabPage page = store(test).remove(LabPage.class, LabPage.class);
    if (page != null) {
      page.close();
    }
  }

  private static Store store(ExtensionContext test) {
    return test.getStore(NAMESPACE);
  }
}
