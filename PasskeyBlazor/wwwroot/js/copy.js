// Copies the text that a button names. Without this script, or without a clipboard, the buttons stay hidden.
for (const button of document.querySelectorAll('[data-copies]')) {
    const text = document.getElementById(button.dataset.copies);
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
        try {
            await navigator.clipboard.writeText(text.textContent);
            button.nextElementSibling.textContent = button.dataset.done;
        } catch {
            getSelection().selectAllChildren(text);     // not allowed: the person copies the selected text
        }
    });
}
