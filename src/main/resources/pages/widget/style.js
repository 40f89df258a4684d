export const sheet = new CSSStyleSheet();
sheet.replaceSync(`
.root { --bg: light-dark(#fff, #211e1a); --sunken: light-dark(#f3eee5, #2f2a25); --ink: light-dark(#27231d, #f1ece4);
  --soft: light-dark(#63594b, #b9af9f); --line: light-dark(#e6dfd3, #3d372f); --edge: light-dark(#8a7f6e, #857b6c);
  --red: light-dark(#b3261e, #ff9d92); --green: light-dark(#1f7a43, #6fd08f); color: var(--ink) }
* { box-sizing: border-box; margin: 0; scrollbar-width: thin }
[hidden] { display: none !important }
button, input, textarea { font: inherit; color: inherit }
button { border: 0; background: none; padding: 0; cursor: pointer }
:focus-visible { outline: 2px solid var(--ink); outline-offset: 2px }
svg { display: block; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round }
.panel { position: fixed; inset: auto 20px 96px auto; width: 384px; height: 620px; max-height: calc(100dvh - 116px);
  max-width: calc(100vw - 40px); padding: 0; border: 1px solid var(--line); border-radius: 18px; overflow: hidden; overscroll-behavior: contain;
  background: var(--bg); color: var(--ink); flex-direction: column; overflow-wrap: anywhere;
  box-shadow: 0 2px 6px #1c140a14, 0 16px 48px #1c140a33 }
.panel[open] { display: flex }
.left .panel { inset: auto auto 96px 20px }
.panel::backdrop { background: none }
header { display: flex; align-items: center; gap: 2px; padding: 12px 0; padding-inline: 16px 8px; border-bottom: 1px solid var(--line) }
.mark { flex: none; width: 40px; height: 40px; margin-inline-end: 10px; border-radius: 50%; background: var(--accent);
  color: var(--on); display: grid; place-items: center }
.who { flex: 1; min-width: 0 }
h2 { font-size: 17px; line-height: 1.3; font-weight: 650; white-space: nowrap; overflow: hidden; text-overflow: ellipsis }
.icon:focus-visible, .list:focus-visible, .emojis :focus-visible { outline-offset: -2px }
h2:focus { outline: 0 }
.state { font-size: 14px; line-height: 1.3; color: var(--soft) }
.state:empty { display: none }
.state::before { content: ''; display: inline-block; width: 8px; height: 8px; margin-inline-end: 6px; border-radius: 50%;
  box-shadow: inset 0 0 0 2px var(--edge) }
.here::before { background: var(--green); box-shadow: none }
.icon { flex: none; width: 44px; height: 44px; border-radius: 12px; display: grid; place-items: center; color: var(--soft) }
@media (hover: hover) { .icon:hover, .emojis button:hover, .pair button:hover { background: var(--sunken); color: var(--ink) } }
.notice { padding: 8px 16px; background: var(--sunken); font-size: 14px }
.notice:empty { padding: 0 }
.body, .thread { flex: 1; min-height: 0; display: flex; flex-direction: column; position: relative }
.list { flex: 1; position: relative; overflow-y: auto; overscroll-behavior: contain; overflow-anchor: none; list-style: none;
  padding: 16px; display: flex; flex-direction: column; gap: 3px }
.list > :first-child { margin-top: auto }
.them, .me { max-width: 84%; display: flex; flex-direction: column }
.them { align-self: start; align-items: start }
.me { align-self: end; align-items: end }
.text { padding: 9px 14px; border-radius: 18px; white-space: pre-wrap; unicode-bidi: plaintext; background: var(--sunken) }
.me .text { background: var(--accent); color: var(--on) }
.them.on .text { border-start-start-radius: 6px }
.them.more .text { border-end-start-radius: 6px }
.me.on .text { border-start-end-radius: 6px }
.me.more .text { border-end-end-radius: 6px }
.failed .text, .waiting .text { background: var(--bg); color: var(--ink); box-shadow: inset 0 0 0 1.5px var(--edge) }
.failed .text { box-shadow: inset 0 0 0 1.5px var(--red) }
.text a { color: inherit; text-underline-offset: 2px }
.text a:focus-visible { outline-color: currentColor }
.meta { font-size: 13px; line-height: 1.4; color: var(--soft); padding: 3px 4px 9px }
.me .meta { text-align: end }
.failed .meta { color: var(--red) }
.plain { color: var(--ink); text-decoration: underline; text-underline-offset: 3px; padding: 4px 6px; border-radius: 6px }
.day, .new { align-self: center; padding: 10px 0; font-size: 13px; color: var(--soft) }
.day::first-letter { text-transform: uppercase }
.new { align-self: stretch; display: flex; align-items: center; gap: 12px; color: var(--ink); font-weight: 600 }
.new::before, .new::after { content: ''; flex: 1; border-top: 1px solid var(--edge) }
.note { align-self: stretch; margin: 8px 0; padding: 12px 14px; border: 1px solid var(--line); border-radius: 14px; color: var(--soft);
  font-size: 15px; white-space: pre-wrap; unicode-bidi: plaintext }
.dots { display: flex; gap: 5px; padding: 15px 16px }
.dots i { width: 7px; height: 7px; border-radius: 50%; background: var(--soft) }
.latest { position: absolute; bottom: 10px; inset-inline: 0; margin: auto; width: 44px; height: 44px; border-radius: 50%; background: var(--bg);
  border: 1px solid var(--line); box-shadow: 0 4px 14px #1c140a2e }
.composer { display: flex; align-items: end; gap: 4px; padding: 8px; padding-bottom: max(8px, env(safe-area-inset-bottom));
  border-top: 1px solid var(--line); position: relative }
input, textarea { display: block; width: 100%; padding: 10px 14px; border: 1px solid var(--edge); border-radius: 12px; background: var(--bg);
  font-size: 16px; line-height: 22px; resize: none; min-height: 44px; unicode-bidi: plaintext }
textarea { overflow-y: auto }
::placeholder { color: var(--soft); opacity: 1 }
input:focus-visible, textarea:focus-visible { outline-offset: -1px }
.composer textarea { border-radius: 22px; max-height: 144px }
.send { background: var(--accent); color: var(--on); border-radius: 50%; margin-inline-start: 4px }
.send:hover { background: var(--accent); color: var(--on) }
.send:hover, .primary:hover { filter: brightness(1.08) }
.send:focus-visible { outline-offset: 2px }
.emojis { position: absolute; bottom: 100%; inset-inline: 8px auto; margin-bottom: 6px; padding: 6px; display: grid; grid-template-columns: repeat(6, 44px);
  background: var(--bg); border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 8px 28px #1c140a33 }
.emojis button { height: 44px; font-size: 24px; line-height: 1; border-radius: 10px }
.form { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 20px 16px; padding-bottom: max(20px, env(safe-area-inset-bottom));
  display: flex; flex-direction: column; gap: 12px }
.form > .text { align-self: start; max-width: 92% }
.form .note { margin: 0 }
label { display: block; font-size: 15px; font-weight: 600; margin-bottom: 5px }
label small { font-size: 14px; font-weight: 400; color: var(--soft) }
.error { font-size: 14px; color: var(--red); padding-top: 4px }
.error:empty { padding: 0 }
[aria-invalid=true] { border-color: var(--red) }
.primary { min-height: 46px; padding: 10px 22px; border-radius: 12px; background: var(--accent); color: var(--on); font-weight: 600 }
.primary:disabled { filter: grayscale(.6) }
.trouble svg { width: 40px; height: 40px; color: var(--soft) }
.trouble { margin: auto; padding: 24px; text-align: center; display: grid; gap: 18px; justify-items: center }
.ending { margin-top: 8px; color: var(--soft); font-size: 15px }
.rating { margin-top: 10px; padding: 16px; border: 1px solid var(--line); border-radius: 14px; display: grid; gap: 12px; color: var(--ink) }
b { font-weight: 600 }
.rating .primary { margin-top: 12px }
.rating p:empty { position: absolute }
.pair { display: flex; gap: 8px }
.pair button { flex: 1; min-height: 46px; display: flex; gap: 8px; align-items: center; justify-content: center; border: 1px solid var(--edge); border-radius: 12px }
.pair [aria-pressed=true][aria-pressed] { background: var(--accent); border-color: var(--accent); color: var(--on) }
.down svg { transform: rotate(180deg) }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.spin { margin: auto; width: 28px; height: 28px; border-radius: 50%; border: 3px solid var(--line); border-top-color: var(--soft) }
@media (max-width: 480px), (max-height: 420px) {
  .root .panel { inset: 0; width: 100%; height: 100dvh; max-width: none; max-height: none; border: 0; border-radius: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left) }
}
@media (prefers-reduced-motion: no-preference) {
  .panel[open] { animation: rise .18s ease-out }
  .dots i { animation: dot 1.2s infinite ease-in-out }
  .dots i:nth-child(2) { animation-delay: .15s }
  .dots i:nth-child(3) { animation-delay: .3s }
  .spin { animation: spin .9s linear infinite }
}
@keyframes rise { from { opacity: 0; transform: translateY(12px) } }
@keyframes dot { 0%, 60%, 100% { transform: none } 30% { transform: translateY(-4px) } }
@keyframes spin { to { transform: rotate(1turn) } }
`);
