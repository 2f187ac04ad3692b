/**
 * The keys of a menu: a button with aria-haspopup, and a popover with role="menu" that it opens. The browser opens and closes the
 * popover, also for Escape and for a press outside, and gives the focus back. Listens on the document, so that elements that a
 * circuit renders later work as well.
 */
const buttonOf = menu => document.querySelector(`[aria-haspopup="menu"][popovertarget="${menu.id}"]`);

document.addEventListener('keydown', event => {
    const button = event.target.closest('[aria-haspopup="menu"]');
    const menu = button?.popoverTargetElement ?? event.target.closest('[role="menu"]');
    if (!menu) {
        return;
    }

    const to = position(event.key, [...menu.children].indexOf(event.target), menu.children.length);
    if (!button && event.key === 'Tab') {
        menu.hidePopover();                 // the button has the focus again, and Tab continues from there
    } else if (to !== undefined && (!button || event.key.startsWith('Arrow'))) {
        event.preventDefault();
        menu.showPopover();                 // does nothing when it is open
        menu.children[to].focus();
    }
});

// The event does not bubble.
document.addEventListener('toggle', ({ target, newState }) => {
    if (target.matches('[role="menu"]')) {
        buttonOf(target)?.setAttribute('aria-expanded', newState === 'open');
    }
}, true);

/** The next item; at is -1 on the button. */
function position(key, at, count) {
    return {
        ArrowDown: (at + 1) % count,
        ArrowUp: (Math.max(at, 0) + count - 1) % count,
        Home: 0,
        End: count - 1,
    }[key];
}
