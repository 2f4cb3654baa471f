// The button that changes between light and dark, on every page; theme.js sets what was chosen before.

/** @param changed told when the colours are others */
export function themeSwitch(changed = () => {}) {
  document.getElementById('theme').onclick = () => {
    const root = document.documentElement;
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    try { localStorage.setItem('theme', root.dataset.theme); } catch { /* not kept */ }
    changed();
  };
}
