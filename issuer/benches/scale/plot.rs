//! How each cost grows, both scales logarithmic.

use std::fmt::Write as _;

use serde_json::Value;

use crate::table::figure;

const WIDTH: f64 = 900.0;
const HEIGHT: f64 = 560.0;
/// Where the axes are.
const LEFT: f64 = 80.0;
const RIGHT: f64 = 600.0;
const TOP: f64 = 60.0;
const BOTTOM: f64 = 490.0;
/// Where the names begin, and how far apart they are at least.
const NAMES: f64 = 630.0;
const APART: f64 = 22.0;

/// A line in the picture: a figure in seconds, times a factor.
struct Line {
    name: &'static str,
    figure: &'static str,
    factor: f64,
    colour: &'static str,
}

const LINES: [Line; 6] = [
    line("revoke 1 %", "revoke_s", 1.0, "#b60"),
    line("publish", "publish_s", 1.0, "#06c"),
    line("status", "status_s", 1.0, "#808"),
    line("the permutation in it", "permutation_cpu_s", 1.0, "#6af"),
    line("verifier: sync", "sync_s", 1.0, "#080"),
    line("verifier: check", "check_ms", 1e-3, "#444"),
];

const fn line(name: &'static str, figure: &'static str, factor: f64, colour: &'static str) -> Line {
    Line {
        name,
        figure,
        factor,
        colour,
    }
}

/// A logarithmic scale from values to places.
struct Scale {
    values: [f64; 2],
    places: [f64; 2],
}

impl Scale {
    fn place(&self, value: f64) -> f64 {
        let ([low, high], [start, end]) = (self.values, self.places);
        start + (value / low).ln() / (high / low).ln() * (end - start)
    }
}

/// The picture, as SVG.
pub(crate) fn draw(rows: &[Value]) -> String {
    let lines: Vec<(&Line, Vec<[f64; 2]>)> = LINES
        .iter()
        .map(|line| (line, points(rows, line)))
        .filter(|(_, points)| !points.is_empty())
        .collect();
    let all = || lines.iter().flat_map(|(_, points)| points);
    let least = |of: fn(&[f64; 2]) -> f64| all().map(of).fold(f64::MAX, f64::min);
    let most = |of: fn(&[f64; 2]) -> f64| all().map(of).fold(f64::MIN_POSITIVE, f64::max);
    let x = Scale {
        values: [least(|point| point[0]) / 1.2, most(|point| point[0]) * 1.2],
        places: [LEFT, RIGHT],
    };
    let y = Scale {
        values: [least(|point| point[1]) / 1.5, most(|point| point[1]) * 1.5],
        places: [BOTTOM, TOP],
    };
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="14" fill="#222">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
<text x="{LEFT}" y="30" font-size="18">How costs grow with the population: seconds, 1 % revoked</text>
"##
    );
    axes(&mut svg, &x, &y);
    let mut named: Vec<_> = lines
        .iter()
        .filter_map(|(line, points)| points.last().map(|last| (*line, y.place(last[1]), last[1])))
        .collect();
    named.sort_by(|one, other| one.1.total_cmp(&other.1));
    for (line, points) in &lines {
        draw_line(&mut svg, line, points, &x, &y);
    }
    let mut free = TOP;
    for (line, place, seconds) in named {
        let name = place.max(free);
        free = name + APART;
        // Writing to a string cannot fail.
        let _ = writeln!(
            svg,
            r##"<text x="{NAMES}" y="{:.1}" fill="{}">{}: {}</text>"##,
            name + 5.0,
            line.colour,
            line.name,
            written(seconds)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn points(rows: &[Value], line: &Line) -> Vec<[f64; 2]> {
    let point = |row: &Value| {
        let seconds = figure(row, line.figure)? * line.factor;
        let size = figure(row, "entitlements")?;
        (seconds > 0.0).then_some([size, seconds])
    };
    rows.iter().filter_map(point).collect()
}

fn written(seconds: f64) -> String {
    if seconds >= 1.0 {
        format!("{seconds:.1} s")
    } else {
        format!("{:.1} ms", seconds * 1e3)
    }
}

fn axes(svg: &mut String, x: &Scale, y: &Scale) {
    let _ = writeln!(
        svg,
        r##"<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#222"/>
<text x="{LEFT}" y="{:.1}">million entitlements</text>"##,
        BOTTOM + 46.0
    );
    for value in [0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0] {
        let at = x.place(value * 1e6);
        if (LEFT..=RIGHT).contains(&at) {
            let _ = writeln!(
                svg,
                r##"<path d="M{at:.1} {TOP}V{BOTTOM}" stroke="#ddd"/><text x="{at:.1}" y="{:.1}" text-anchor="middle">{value}</text>"##,
                BOTTOM + 22.0
            );
        }
    }
    for value in [0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1_000.0] {
        let at = y.place(value);
        if (TOP..=BOTTOM).contains(&at) {
            let _ = writeln!(
                svg,
                r##"<path d="M{LEFT} {at:.1}H{RIGHT}" stroke="#ddd"/><text x="{:.1}" y="{:.1}" text-anchor="end">{value} s</text>"##,
                LEFT - 8.0,
                at + 5.0
            );
        }
    }
}

fn draw_line(svg: &mut String, line: &Line, points: &[[f64; 2]], x: &Scale, y: &Scale) {
    let places: Vec<[f64; 2]> = points
        .iter()
        .map(|point| [x.place(point[0]), y.place(point[1])])
        .collect();
    let path: Vec<String> = places
        .iter()
        .map(|place| format!("{:.1} {:.1}", place[0], place[1]))
        .collect();
    let _ = writeln!(
        svg,
        r##"<path d="M{}" fill="none" stroke="{}" stroke-width="2"/>"##,
        path.join("L"),
        line.colour
    );
    for place in places {
        let _ = writeln!(
            svg,
            r##"<circle cx="{:.1}" cy="{:.1}" r="4" fill="{}"/>"##,
            place[0], place[1], line.colour
        );
    }
}
