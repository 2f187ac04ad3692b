// A name that was typed during a connection loss did not reach the server, and Enter would save the old name. So it is sent again.
document.getElementById('components-reconnect-modal').addEventListener('components-reconnect-state-changed', ({ detail }) => {
    if (detail.state === 'hide') {
        document.querySelectorAll('.rename input').forEach(field => field.dispatchEvent(new Event('change', { bubbles: true })));
    }
});
