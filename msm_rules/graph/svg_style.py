"""The style sheet inside every SVG: one typeface, two weights, light and dark.

Owns colours and lines. All rules begin at `.msm-graph`, so that a page that holds the picture
keeps its own style. Statuses differ in their sign and line too, not in colour alone.
"""

from __future__ import annotations

STYLE = """
.msm-graph { --paper: #ffffff; --ink: #1d2430; --soft: #5c6675; --line: #c3cad4; --fill: #ffffff;
  --band: #f5f7fa; --accent: #2f5fa8; --tint: #e9f0fa; --arrow: #8d99a9; --good: #2e7d4f;
  --bad: #b3261e; --open: #9a6700; --bad-fill: #fdeeec; --open-fill: #fdf6e3;
  font-family: Helvetica, Arial, "Liberation Sans", sans-serif; background: var(--paper); }
@media (prefers-color-scheme: dark) {
  .msm-graph { --paper: #14181f; --ink: #e6eaf0; --soft: #9aa5b4; --line: #465060; --fill: #1c222b;
    --band: #191e26; --accent: #8ab4f0; --tint: #1f2c3f; --arrow: #6d7889; --good: #6fc792;
    --bad: #ff8a80; --open: #e3b341; --bad-fill: #3a1f1f; --open-fill: #332b16; }
}
.msm-graph .paper { fill: var(--paper); }
.msm-graph text { fill: var(--ink); font-size: 12px; }
.msm-graph .title { font-size: 16px; font-weight: 700; }
.msm-graph .caption { fill: var(--soft); font-size: 11px; }
.msm-graph .n { font-size: 12.5px; font-weight: 700; }
.msm-graph .v { fill: var(--accent); }
.msm-graph .s { fill: var(--soft); font-size: 11px; font-weight: 400; }
.msm-graph .sign { font-size: 12.5px; font-weight: 700; text-anchor: end; }
.msm-graph .group rect { fill: var(--band); stroke: var(--line); }
.msm-graph .box rect { fill: var(--fill); stroke: var(--line); stroke-width: 1.2; }
.msm-graph .fact .n, .msm-graph .param .n, .msm-graph .let .n, .msm-graph .step .n {
  font-weight: 400; }
.msm-graph .param rect, .msm-graph .let rect { fill: var(--band); }
.msm-graph .let rect, .msm-graph .waiver rect { stroke-dasharray: 5 3; }
.msm-graph .tier rect, .msm-graph .decide rect { fill: var(--tint); stroke: var(--accent); }
.msm-graph .verdict rect { fill: var(--tint); stroke: var(--accent); stroke-width: 3; }
.msm-graph .arrow path { fill: none; stroke: var(--arrow);
  stroke-width: var(--wide, 1.3); }
.msm-graph .arrow .head { fill: var(--arrow); stroke: none; }
.msm-graph .pale { opacity: 0.4; }
.msm-graph .side path { stroke-dasharray: 4 3; }
.msm-graph .bold path { stroke: var(--ink); stroke-width: 2.8; }
.msm-graph .bold .head { fill: var(--ink); }
.msm-graph .is-true rect, .msm-graph .is-waived rect { stroke: var(--good); stroke-width: 1.6; }
.msm-graph .is-false rect { stroke: var(--bad); stroke-width: 2.6; fill: var(--bad-fill); }
.msm-graph .is-unknown rect, .msm-graph .is-missing rect {
  stroke: var(--open); stroke-width: 2; stroke-dasharray: 3 2; fill: var(--open-fill); }
.msm-graph .waiver.is-false rect, .msm-graph .obligation.is-false rect {
  stroke: var(--line); stroke-width: 1.2; fill: var(--fill); }
.msm-graph .is-true .sign, .msm-graph .is-waived .sign { fill: var(--good); }
.msm-graph .is-false .sign { fill: var(--bad); }
.msm-graph .waiver .sign, .msm-graph .obligation .sign { fill: var(--soft); }
.msm-graph .is-unknown .sign, .msm-graph .is-missing .sign { fill: var(--open); }
"""
