/** The style of the page: narrow and wide, light and dark. It asks for no font and no image. */
export const style = `
:root{color-scheme:light dark;--ink:#1c2024;--soft:#5f6b76;--line:#dfe3e8;--paper:#fff;--sheet:#f5f7f9;--ok:#1a7f4b;--busy:#2563a8;--attention:#a45b00;--alert:#b3261e}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ec;--soft:#9aa5b1;--line:#333b44;--paper:#15191d;--sheet:#1d2329;--ok:#4cc38a;--busy:#6cabf0;--attention:#f0a84a;--alert:#ff8078}}
*{box-sizing:border-box}
body{margin:0;background:var(--sheet);color:var(--ink);font:16px/1.45 system-ui,sans-serif;overflow-wrap:anywhere}
main,header{max-width:64rem;margin:0 auto;padding:0 1rem}
header{padding-top:1rem;color:var(--soft);font-size:.875rem}
h1,h2,p,dl,dd,ul{margin:0}
h1{font-size:1.25rem;line-height:1.35}
h2{font-size:1rem;margin:1.75rem 0 .5rem}
h3{font-size:1rem;margin:0;font-weight:600}
.verdict{margin-top:.75rem;padding:1rem;border-radius:.5rem;background:var(--paper);border:1px solid var(--line);border-left:.375rem solid var(--tone)}
.verdict p{margin-top:.5rem}
.ok{--tone:var(--ok)}.busy{--tone:var(--busy)}.attention{--tone:var(--attention)}.alert{--tone:var(--alert)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:.75rem;padding:0;list-style:none}
.cards>li{background:var(--paper);border:1px solid var(--line);border-radius:.5rem;padding:.75rem;min-width:0}
section>p{margin-bottom:.5rem}
.cards p,.cards dl{margin-top:.25rem}
.soft,dt,time{color:var(--soft)}
.tone{color:var(--tone);font-weight:600}
small,.small{font-size:.875rem}
code{display:block;margin-top:.375rem;padding:.5rem;border-radius:.375rem;background:var(--sheet);border:1px solid var(--line);font:.8125rem/1.4 ui-monospace,monospace;white-space:pre-wrap;user-select:all}
dl{display:grid;grid-template-columns:auto 1fr;gap:.125rem .75rem;font-size:.875rem}
ol{margin:0;padding:0;list-style:none;background:var(--paper);border:1px solid var(--line);border-radius:.5rem}
ol>li{padding:.5rem .75rem;border-top:1px solid var(--line)}
ol>li:first-child{border-top:0}
svg{display:block;width:100%}
.clock{height:.5rem;margin-top:.5rem;background:var(--line);border-radius:.25rem;fill:var(--tone)}
.plot{height:auto;max-width:36rem;background:var(--paper);border:1px solid var(--line);border-radius:.5rem}
svg text{fill:var(--soft);font:12px system-ui,sans-serif}
svg line{stroke:var(--line)}
.sent{fill:var(--ok)}.failed{fill:var(--alert)}
footer{max-width:64rem;margin:2rem auto 1rem;padding:0 1rem;color:var(--soft);font-size:.875rem}
`;
