/**
 * Menu buttons, as people with keyboards and screen readers know them: a button with aria-haspopup, and a role="menu" of buttons in
 * the same parent. Listens on the document, so that what a circuit draws later works as well.
 */
let opened;                                 // the button whose menu is open

const menuOf = button => button.parentElement.querySelector('[role="menu"]');

document.addEventListener('click', ({ target }) => {
    const button = target.closest('[aria-haspopup="menu"]');
    if (button && button !== opened) {
        open(button);
    } else if (opened && (button || target.closest('[role="menuitem"]'))) {
        close();
        button?.focus();                    // after a choice the focus is the circuit's, which draws something else here
    }
});

document.addEventListener('keydown', event => {
    const button = event.target.closest('[aria-haspopup="menu"]');
    const item = event.target.closest('[role="menuitem"]');
    if (button && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        event.preventDefault();
        open(button, event.key === 'ArrowDown' ? 0 : -1);
    } else if (opened && (event.key === 'Escape' || event.key === 'Tab')) {
        opened.focus();                     // and Tab goes on from there
        close();
    } else if (opened && item) {
        walk(event, [...menuOf(opened).children], item);
    }
});

// What is pressed or reached elsewhere closes it. Some browsers focus nothing at a press: that alone is no reason.
document.addEventListener('pointerdown', ({ target }) => leave(target));
document.addEventListener('focusin', ({ target }) => leave(target));

function open(button, index = 0) {
    close();
    opened = button;
    const menu = menuOf(button);
    menu.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    [...menu.children].at(index).focus();
}

function close() {
    if (opened?.isConnected) {
        menuOf(opened).hidden = true;
        opened.setAttribute('aria-expanded', 'false');
    }
    opened = undefined;
}

function leave(target) {
    if (opened && !opened.parentElement?.contains(target)) {
        close();
    }
}

function walk(event, items, item) {
    const to = {
        ArrowDown: (items.indexOf(item) + 1) % items.length,
        ArrowUp: items.indexOf(item) - 1,
        Home: 0,
        End: -1,
    }[event.key];
    if (to !== undefined) {
        event.preventDefault();
        items.at(to).focus();
    }
}
