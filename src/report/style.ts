// How a page looks: light, dark and on paper. Inks are those of Okabe and Ito (2008), told apart by colour-blind people
// too; on dark ground they are lighter, and no two that meet differ by colour alone.

export const STYLE = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f5f6f8;--text:#1b1f24;--quiet:#57606a;--rule:#d5dae1;--link:#0b5cad;
--ink0:#6b7480;--ink1:#0072b2;--ink2:#b34e00;--ink3:#00795a;--ink4:#a4488a;--ink5:#7a6400;--good:#00694f;--bad:#b34e00;--fill:.3}
@media screen and (prefers-color-scheme:dark){:root{--ground:#14171b;--raised:#1d2127;--text:#e6e9ee;--quiet:#9aa5b1;--rule:#363d47;--link:#7cb8f2;
--ink0:#9aa5b1;--ink1:#56b4e9;--ink2:#ff9d57;--ink3:#2fc79a;--ink4:#e29bcb;--ink5:#e2c341;--good:#2fc79a;--bad:#ff9d57;--fill:.36}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1.25rem 1rem 3rem;background:var(--ground);color:var(--text);font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem}
h2{font-size:1.15rem;margin:2.25rem 0 .75rem;padding-top:.75rem;border-top:1px solid var(--rule)}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p{margin:.4rem 0;max-width:46rem}
a{color:var(--link)}
:focus-visible{outline:2px solid var(--link);outline-offset:2px}
nav ul,.legend{list-style:none;padding:0;margin:.5rem 0;display:flex;flex-wrap:wrap;gap:.15rem 1rem}
.legend{font-size:.85rem;margin:.2rem 0}
.warning{border-left:4px solid var(--bad);padding:.3rem .75rem;background:var(--raised)}
.note,footer,.quiet{color:var(--quiet);font-size:.87rem}
footer{margin-top:2.5rem;border-top:1px solid var(--rule)}
code{font:.92em ui-monospace,monospace}
.scroll{overflow-x:auto;margin:.5rem 0}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:.9rem}
th,td{padding:.25rem .7rem .25rem 0;text-align:left;vertical-align:middle;border-bottom:1px solid var(--rule);overflow-wrap:normal}
th{font-weight:600}
thead th{color:var(--quiet);font-weight:500;vertical-align:bottom}
tbody th{min-width:5.5rem;max-width:18rem;overflow-wrap:anywhere}
td,.right{white-space:nowrap}
.wrap{display:block;min-width:12rem;max-width:24rem;white-space:normal}
.right{text-align:right}
.mark{display:inline-block;width:1.1em}
.mark.good{color:var(--good)}.mark.bad{color:var(--bad)}.mark.neutral,.mark.unsure,.mark.reference{color:var(--quiet)}
.cell{display:block;padding:.1rem .35rem;background:color-mix(in srgb,var(--ink1) var(--share,0%),transparent)}
.cell.shade0{--share:6%}.cell.shade1{--share:14%}.cell.shade2{--share:24%}.cell.shade3{--share:34%}.cell.shade4{--share:46%}
.none{color:var(--quiet);padding:0 .35rem}
.multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,19rem),1fr));gap:1rem 1.5rem}
figure{margin:.75rem 0;min-width:0;break-inside:avoid}
figcaption{font-weight:600;font-size:.95rem}
summary{cursor:pointer;color:var(--quiet);font-size:.85rem;width:max-content}
svg{overflow:visible}
.plot{display:block;width:calc(100% - 4.7rem);margin:.5rem 1rem 1.3rem 3.7rem;font-size:11px;fill:var(--quiet)}
.layer{width:100%;height:100%}
.axis{font-size:.8rem;line-height:1.2;margin:.3rem 0 0}.across{text-align:center;max-width:none;margin:0 0 .3rem 3.7rem}
.end{text-anchor:end}.middle{text-anchor:middle}
.grid{stroke:var(--rule);stroke-width:1}
.layer path,.key path{vector-effect:non-scaling-stroke}
.line{fill:none;stroke:var(--ink);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.area,.band{fill:var(--ink);stroke:none;opacity:var(--fill)}
.band{opacity:calc(var(--fill)*.7)}
.dots{fill:none;stroke:var(--ink);stroke-width:4;stroke-linecap:round;opacity:.6}
.layer [class^=shade]{fill:var(--ink)}
.layer .shade0{opacity:.2}.layer .shade1{opacity:.4}.layer .shade2{opacity:.6}.layer .shade3{opacity:.8}
.diagonal,.event,.zero{stroke:var(--quiet);stroke-width:1;fill:none}
.diagonal{stroke-dasharray:5 4}
.event{stroke-dasharray:2 3}
.limit{stroke:var(--bad);stroke-width:1.5;stroke-dasharray:7 4}
.ink0{--ink:var(--ink0)}.ink1{--ink:var(--ink1)}.ink2{--ink:var(--ink2)}.ink3{--ink:var(--ink3)}.ink4{--ink:var(--ink4)}.ink5{--ink:var(--ink5)}
.ink2 .line{stroke-dasharray:7 4}.ink3 .line{stroke-dasharray:2 4}.ink4 .line{stroke-dasharray:9 3 2 3}.ink5 .line{stroke-dasharray:4 2}
.key{overflow:hidden;vertical-align:middle}
.interval{display:block;width:100%;min-width:9rem;--ink:var(--quiet);fill:var(--ink)}
.interval .span{stroke:var(--ink);stroke-width:2}
.good{--ink:var(--good);fill:var(--good)}.bad{--ink:var(--bad);fill:var(--bad)}
.neutral,.reference{fill:var(--quiet)}
.interval.unsure circle,.hollow{fill:var(--ground);stroke:var(--quiet);stroke-width:2}
.plot .lane{fill:var(--text)}
.calm{fill:var(--quiet);opacity:.45}.loud{fill:var(--bad)}
.floor,.threshold{vector-effect:non-scaling-stroke;stroke:var(--rule);stroke-width:1;fill:none}.threshold{stroke:var(--quiet);stroke-dasharray:3 3}
.bars{list-style:none;margin:.5rem 0;padding:0}
.bars li{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 .75rem;font-size:.85rem;line-height:1.4;margin-bottom:.3rem}
.bars svg{flex:0 0 100%;width:100%;display:block;background:linear-gradient(var(--rule),var(--rule)) 0 0/1px 100% no-repeat}
.bars .shares{color:var(--quiet);font-variant-numeric:tabular-nums}
.solid{fill:var(--ink)}
.verdicts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,17rem),1fr));gap:.75rem;margin:1rem 0}
.verdict{border:1px solid var(--rule);border-top:4px solid var(--quiet);border-radius:4px;padding:.6rem .9rem .7rem;background:var(--raised);break-inside:avoid;fill:none}
.verdict.good{border-top-color:var(--good)}.verdict.bad{border-top-color:var(--bad)}.verdict.unsure{border-top-style:dashed}
.verdict h3{margin:0;font-size:.85rem;font-weight:500;color:var(--quiet)}
.verdict .head{font-size:1.2rem;line-height:1.3;font-weight:600;margin:.1rem 0 .4rem}
.verdict p{font-size:.92rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,12rem),1fr));gap:.4rem 1.5rem;margin:.75rem 0}
.facts dt{color:var(--quiet);font-size:.85rem}.facts dd{margin:0}
.fold>summary{font-size:.95rem;color:var(--link);padding:.4rem 0}
@media screen and (min-width:40rem){tbody th{min-width:7rem}}
@media screen and (max-width:30rem){th,td{padding-right:.5rem}.interval{min-width:7.5rem}}
@media print{body{max-width:none;padding:0;font-size:11pt}nav,summary{display:none}.scroll{overflow:visible}a{color:inherit}.fold::details-content{content-visibility:visible;display:block}h2,h3,figcaption{break-after:avoid}table{font-size:8pt}th,td{padding-right:.4rem}td,.right,.wrap{white-space:normal;min-width:0}tbody th{min-width:4rem}.interval{min-width:6rem}tr{break-inside:avoid}}
`;
