// Copies the reference. Without this script, or without a clipboard, the button stays hidden.
const button = document.querySelector('[data-copies]');

button.hidden = !navigator.clipboard;
button.addEventListener('click', () => navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent));
