/**
 * Menu buttons, as users of keyboards and screen readers expect them: a button with aria-haspopup, and a role="menu" of buttons in
 * the same parent. Listens on the document, so that elements that a circuit renders later work as well.
 */
let opened;                                 // the button whose menu is open

const menuOf = button => button.parentElement.querySelector('[role="menu"]');

document.addEventListener('click', ({ target }) => {
    const button = target.closest('[aria-haspopup="menu"]');
    if (button && button !== opened) {
        open(button);
    } else if (opened && (button || target.closest('[role="menuitem"]'))) {
        close();
        button?.focus();                    // after a choice the circuit, which renders new content here, sets the focus
    }
});

document.addEventListener('keydown', event => {
    const button = event.target.closest('[aria-haspopup="menu"]');
    const item = event.target.closest('[role="menuitem"]');
    if (button && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
        event.preventDefault();
        open(button, event.key === 'ArrowDown' ? 0 : -1);
    } else if (opened && (event.key === 'Escape' || event.key === 'Tab')) {
        opened.focus();                     // and Tab continues from there
        close();
    } else if (opened && item) {
        walk(event, [...menuOf(opened).children], item);
    }
});

// A press or a focus outside closes it. Some browsers focus nothing on a press: that alone does not close it.
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
