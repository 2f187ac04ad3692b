// Shows the forms of the list in place. Without this script, each button loads a page with its form.
keepInAddress('rename', 'name');            // a reload opens the form again, and repeats no message

let asked;                                  // the button whose question was asked for last
const dialog = document.querySelector('[data-manage]').appendChild(document.createElement('dialog'));
dialog.className = 'dialog';
dialog.setAttribute('aria-labelledby', 'remove-title');

document.addEventListener('submit', event => {
    const { submitter, target: form } = event;
    if (form.method === 'post') {
        if (form.hasAttribute('data-busy')) {
            event.preventDefault();         // a second press would change what is changed already
        }
        form.setAttribute('data-busy', '');
    } else if (submitter?.name === 'rename') {
        event.preventDefault();
        rename(form.closest('.row'), true);
    } else if (submitter?.name === 'id') {
        event.preventDefault();
        ask(submitter);
    }
});
// A page that the browser kept is not busy any more.
addEventListener('pageshow', () => document.querySelectorAll('[data-busy]').forEach(form => form.removeAttribute('data-busy')));

document.addEventListener('click', event => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey); // the others open the page of a link elsewhere
    const row = isPlain && event.target.closest('.rename a')?.closest('.row');
    const back = isPlain && event.target.closest('dialog .answers a');
    if (row || back) {
        event.preventDefault();
        (row ? rename(row, false) : dialog.close());
    }
    const toast = event.target.closest('.toast button')?.closest('.toast');
    if (toast) {
        toast.remove();
        document.getElementById('list').focus();
    }
});
document.addEventListener('keydown', ({ key, target }) => key === 'Escape' && target.closest('.rename') && rename(target.closest('.row'), false));

function keepInAddress(...names) {
    const url = new URL(location);
    ['done', 'id', 'failure', 'rename', 'name', 'page'].filter(key => !names.includes(key)).forEach(key => url.searchParams.delete(key));
    history.replaceState(null, '', url);
}

function rename(row, isOpen) {
    const form = row.querySelector('.rename');
    if (form.hasAttribute('data-busy')) {
        return;                             // the name is on its way to the server
    }
    keepInAddress();
    const { name, shown } = form.elements;
    name.value = shown.value;               // not what was typed and refused before
    name.removeAttribute('aria-invalid');
    form.querySelector('.message')?.remove();
    form.hidden = !isOpen;
    row.querySelector(isOpen ? '.rename .input' : '[name=rename]').focus();
}

/** The question of the page in a native modal dialog: it keeps the focus inside, closes on Escape and gives the focus back. */
async function ask(button) {
    asked = button;
    const address = `${button.formAction}?${new URLSearchParams(new FormData(button.form, button))}`;
    const text = await load(address);
    if (asked !== button) {
        return;                             // another one was pressed meanwhile
    }
    if (text === null) {
        location.assign(address);           // the page of that address says more
        return;
    }
    const page = new DOMParser().parseFromString(text, 'text/html');
    dialog.replaceChildren(...page.querySelector('main').children);
    dialog.querySelector('h1').id = 'remove-title';
    if (!dialog.open) {
        dialog.showModal();
    }
    dialog.querySelector('a').focus();
    dialog.scrollTop = 0;                   // on a low screen the focus would scroll the question out of view
}

/** Null where the address leads elsewhere, or the answer takes too long. */
async function load(address) {
    try {
        const answer = await fetch(address, { signal: AbortSignal.timeout(3000) });
        return answer.ok && !answer.redirected ? await answer.text() : null;
    } catch {
        return null;
    }
}
