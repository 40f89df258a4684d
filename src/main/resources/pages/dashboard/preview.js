/** Embeds the widget with the attributes in the address. */
const script = document.createElement('script');
script.async = true;
script.src = '/widget.js';
for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  if (value) {
    script.dataset[name] = value;
  }
}
document.body.append(script);
