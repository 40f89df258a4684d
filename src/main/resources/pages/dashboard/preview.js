/** A page as any other: it has the widget with what the address says. */
const script = document.createElement('script');
script.async = true;
script.src = '/widget.js';
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  if (value) {
    script.dataset[name] = value;
  }
}
document.body.append(script);
