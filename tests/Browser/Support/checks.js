// What an accessibility checker would say of what is shown now: a list of findings, empty when all is well.
() => {
  const findings = [];
  const dialogs = [...document.querySelectorAll('dialog[open]')];
  const root = dialogs.at(-1) ?? document.body;
  const box = node => node.getBoundingClientRect();
  const shown = node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box(node).width > 0 && box(node).height > 0;
  const unseen = node => node.closest('.unseen, .skip') !== null;
  const called = node => `${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : node.className?.baseVal ?? node.className ? `.${node.className?.baseVal ?? node.className}` : ''} "${node.textContent.trim().slice(0, 30)}"`;

  // Structure.
  if (document.documentElement.lang !== 'en') findings.push('the language is not told');
  if (document.title.trim() === '') findings.push('there is no title');
  for (const [selector, number] of [['main', 1], ['h1', 1], ['body > header', 1], ['footer', 1]])
    if (document.querySelectorAll(selector).length !== number) findings.push(`not ${number} ${selector}`);
  const ids = [...document.querySelectorAll('[id]')].map(node => node.id);
  for (const id of new Set(ids.filter((id, index) => ids.indexOf(id) !== index))) findings.push(`the id ${id} is not unique`);
  let level = 0;
  for (const heading of document.querySelectorAll('body > header h1, main h2, main h3')) {
    if (!shown(heading)) continue;
    const own = Number(heading.tagName[1]);
    if (own > level + 1) findings.push(`${called(heading)} follows a heading of level ${level}`);
    if (heading.textContent.trim() === '') findings.push(`${called(heading)} is empty`);
    level = own;
  }
  for (const attribute of ['aria-labelledby', 'aria-describedby', 'for'])
    for (const node of document.querySelectorAll(`[${attribute}]`))
      for (const id of node.getAttribute(attribute).split(/\s+/)) if (!document.getElementById(id)) findings.push(`${called(node)}: nothing has the id ${id}`);
  for (const section of document.querySelectorAll('section')) if (!section.hasAttribute('aria-labelledby')) findings.push(`${called(section)} has no name`);
  for (const table of document.querySelectorAll('table')) {
    if (!table.caption) findings.push(`${called(table)} has no caption`);
    for (const cell of table.tHead.rows[0].cells) if (cell.tagName !== 'TH' || cell.scope !== 'col') findings.push(`${called(cell)} is no header of a column`);
  }

  // Names and sizes.
  const labelOf = node => node.getAttribute('aria-label') || (node.getAttribute('aria-labelledby') ?? '').split(/\s+/).map(id => document.getElementById(id)?.textContent ?? '').join(' ').trim()
    || [...(node.labels ?? [])].map(label => label.textContent.trim()).join(' ') || (['INPUT', 'SELECT', 'TEXTAREA'].includes(node.tagName) ? '' : node.textContent.trim());
  for (const control of root.querySelectorAll('button, a[href], input, select, textarea, summary, [tabindex="0"], progress, dialog[open], [role="img"]')) {
    if (!shown(control)) continue;
    if (!labelOf(control)) findings.push(`${called(control)} has no name`);
    if (unseen(control) || control.matches('progress, [role="img"], dialog')) continue;
    const { width, height } = box(control);
    if (width < 24 || height < 24) findings.push(`${called(control)} is ${width} × ${height} pixels`);
  }
  for (const drawing of root.querySelectorAll('svg')) if (drawing.getAttribute('aria-hidden') !== 'true' && !drawing.getAttribute('aria-label')) findings.push(`${called(drawing)} is neither named nor hidden`);

  // Contrast.
  const colour = text => {
    const parts = text.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/);
    if (!parts) throw new Error(`what colour is ${text}?`);
    return { rgb: parts.slice(1, 4).map(Number), alpha: parts[4] === undefined ? 1 : Number(parts[4]) };
  };
  const over = (upper, lower) => lower.map((value, index) => upper.rgb[index] * upper.alpha + value * (1 - upper.alpha));
  const backgroundOf = node => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      layers.push(layer);
      if (layer.alpha === 1) break;
    }
    return layers.reverse().reduce((below, layer) => over(layer, below), [255, 255, 255]);
  };
  const luminance = rgb => rgb.map(value => value / 255).map(value => value <= .04045 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4).reduce((sum, value, index) => sum + value * [.2126, .7152, .0722][index], 0);
  const contrast = (a, b) => { const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y); return (light + .05) / (dark + .05); };
  const demand = (node, what, a, b, least) => { const seen = contrast(a, b); if (seen < least) findings.push(`${what} of ${called(node)}: contrast ${seen.toFixed(2)}`); };

  const words = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const node = words.currentNode.parentElement;
    if (words.currentNode.data.trim() === '' || !shown(node) || unseen(node) || node.closest('template, script, style, noscript')) continue;
    const style = getComputedStyle(node);
    for (let at = node; at; at = at.parentElement) if (getComputedStyle(at).opacity !== '1') findings.push(`${called(at)} is see-through`);
    if (style.fontSize === '0px') continue;
    if (parseFloat(style.fontSize) < 11) findings.push(`${called(node)} is written in ${style.fontSize}`);
    // In a drawing the letters stand on a stroke of the bar's own colour.
    if (node.closest('svg')) demand(node, 'text', colour(style.fill).rgb, colour(style.stroke).rgb, 4.5);
    else { const below = backgroundOf(node); demand(node, 'text', over(colour(style.color), below), below, 4.5); }
  }
  for (const icon of root.querySelectorAll('.icon')) {
    if (!shown(icon)) continue;
    const below = backgroundOf(icon);
    demand(icon, 'icon', over(colour(getComputedStyle(icon).color), below), below, 3);
  }
  for (const control of root.querySelectorAll('button:not(.quiet), input, select, textarea')) {
    if (!shown(control) || control.getAttribute('aria-disabled') === 'true') continue;
    const below = backgroundOf(control.parentElement);
    demand(control, 'edge', over(colour(getComputedStyle(control).borderTopColor), below), below, 3);
  }
  for (const bar of root.querySelectorAll('.meter i')) if (shown(bar.parentElement)) demand(bar.parentElement, 'bar', colour(getComputedStyle(bar).backgroundColor).rgb, backgroundOf(bar.parentElement), 3);
  for (const name of ['.edge-closed', '.fill-open', '.fill-halfopen']) {
    const shape = root.querySelector(`.lane ${name}`);
    if (shape) demand(shape, 'bar', colour(getComputedStyle(shape).fill).rgb, colour(getComputedStyle(shape.ownerSVGElement).backgroundColor).rgb, 3);
  }

  // Room.
  if (document.documentElement.scrollWidth > innerWidth) findings.push(`the page is ${document.documentElement.scrollWidth} pixels wide in a window of ${innerWidth}`);
  for (const dialog of dialogs) if (dialog.scrollWidth > dialog.clientWidth) findings.push(`${called(dialog)} scrolls sideways`);
  return [...new Set(findings)];
}
