/** A native modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function open(dialog) {
    dialog.showModal();
    dialog.scrollTop = 0; // on a low screen the first focus would scroll the question out of view
}

export function close(dialog) {
    dialog.close();
}
