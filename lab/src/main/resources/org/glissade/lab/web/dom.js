// Elements, made in one expression.

/** An element with properties and children; a property that holds a dash is an attribute. */
export function element(tag, properties = {}, ...children) {
  const e = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-')) e.setAttribute(name, value);
    else e[name] = value;
  }
  e.append(...children);
  return e;
}

/** The same in a drawing; all properties are attributes. */
export function shape(tag, attributes = {}, ...children) {
  const e = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) e.setAttribute(name, value);
  e.append(...children);
  return e;
}

/** Text with **bold** parts, as nodes. */
export const rich = text => text.split('**').map((part, i) => i % 2 ? element('b', { textContent: part }) : part);

/** A table: names of the columns, and rows of text. */
export function table(names, rows) {
  const cells = (tag, list) => list.map(text => element(tag, { textContent: text }));
  return element('table', { className: 'figures' },
    element('thead', {}, element('tr', {}, ...cells('th', names))),
    element('tbody', {}, ...rows.map(row => element('tr', {}, ...cells('td', row)))));
}
