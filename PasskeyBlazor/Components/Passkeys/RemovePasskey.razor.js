/** A native modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
export function open(dialog) {
    dialog.showModal();
}

export function close(dialog) {
    dialog.close();
}
