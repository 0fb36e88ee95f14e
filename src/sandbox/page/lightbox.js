/** Shows a picture large; the others of the same conversation are one arrow key away. */

/** Any element with `data-zoom` (an address) opens it, wherever it is drawn. */
export function lightbox(dialog) {
  const image = dialog.querySelector('img');
  const place = dialog.querySelector('[data-part=place]');
  let addresses = [];
  let index = 0;

  function show(next) {
    index = (next + addresses.length) % addresses.length;
    image.src = addresses[index];
    place.textContent = addresses.length > 1 ? `${index + 1} / ${addresses.length}` : '';
    for (const button of dialog.querySelectorAll('[data-step]')) button.hidden = addresses.length < 2;
  }

  document.addEventListener('click', (event) => {
    const picture = event.target.closest('[data-zoom]');
    if (!picture) return;
    const scope = picture.closest('.log') ?? document;
    addresses = [...scope.querySelectorAll('[data-zoom]')].map((node) => node.dataset.zoom);
    show(Math.max(0, [...scope.querySelectorAll('[data-zoom]')].indexOf(picture)));
    dialog.showModal();
  });
  dialog.addEventListener('click', (event) => {
    const step = event.target.closest('[data-step]')?.dataset.step;
    if (step) show(index + Number(step));
    else dialog.close();
  });
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowRight') show(index + 1);
    if (event.key === 'ArrowLeft') show(index - 1);
  });
}
