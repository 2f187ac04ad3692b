// A circuit replaces what the server has rendered. An element that had the focus gives it to the one in its place, and a press that began
// on the earlier one is carried out: the browser sends no click for an element that is gone.
const main = document.querySelector('main') ?? document.body; // a page of your own may have none
let focused;
let pressed;

const actionOf = target => target.closest?.('a[href], button');

/** The element in its place: it says the same. */
function successorOf(element) {
    const says = element.textContent.trim();
    return [...main.querySelectorAll('a[href], button:not(:disabled)')].find(other => other.textContent.trim() === says);
}

document.addEventListener('focusin', ({ target }) => focused = actionOf(target));
document.addEventListener('pointerdown', ({ target, button, isPrimary }) => pressed = button === 0 && isPrimary ? actionOf(target) : undefined);
document.addEventListener('pointercancel', () => pressed = undefined);
document.addEventListener('pointerup', ({ target }) => {
    const successor = pressed?.isConnected === false && successorOf(pressed);
    if (successor && actionOf(target) === successor) {
        successor.click();
    }
    pressed = undefined;
});
const arrival = new MutationObserver(() => {
    if (focused?.isConnected === false && document.activeElement === document.body) {
        successorOf(focused)?.focus();
    }
    if (!main.querySelector('[aria-busy=true]')) {
        arrival.disconnect();               // the circuit is there, and moves the focus by itself
    }
});
arrival.observe(main, { childList: true, subtree: true });
