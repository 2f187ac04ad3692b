// A name that was typed while the line was cut never arrived, and Enter would save the old one: it is told again.
document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', ({ detail }) => {
    if (detail.state === 'hide') {
        document.querySelectorAll('.rename input').forEach(field => field.dispatchEvent(new Event('change', { bubbles: true })));
    }
});
