//! Size against the time of a look, both on logarithmic scales, for the cell that the goals are about.

use std::fmt::Write as _;

use serde_json::Value;

use crate::OURS;
use crate::cell::{COUNTRY, float};

const WIDTH: f64 = 1_060.0;
const HEIGHT: f64 = 560.0;
/// Where the axes are.
const LEFT: f64 = 90.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 60.0;
const BOTTOM: f64 = 490.0;
/// Where the names begin, and how far apart they are at least.
const NAMES: f64 = 600.0;
const APART: f64 = 24.0;

/// A format in the picture.
struct Point<'r> {
    name: &'r str,
    colour: &'static str,
    is_exact: bool,
    nanoseconds: f64,
    bytes: f64,
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
    let rate = float(COUNTRY.per_mille) / 1e3;
    let of_the_cell = rows.iter().filter(|row| {
        row["n"] == COUNTRY.capacity && row["rate"] == rate && row["set"] == COUNTRY.lie.name()
    });
    let mut points: Vec<Point<'_>> = of_the_cell.filter_map(point).collect();
    points.sort_by(|one, other| other.bytes.total_cmp(&one.bytes));
    let slowest = points
        .iter()
        .map(|point| point.nanoseconds)
        .fold(1.0, f64::max);
    let fastest = points
        .iter()
        .map(|point| point.nanoseconds)
        .fold(slowest, f64::min);
    let x = Scale {
        values: [fastest / 1.3, slowest * 1.3],
        places: [LEFT, RIGHT],
    };
    let y = Scale {
        values: [900_000.0, 14_000_000.0],
        places: [BOTTOM, TOP],
    };
    let mut svg = format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="14" fill="#222">
<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>
<text x="{LEFT}" y="30" font-size="18">Size and look of a list: 100 million indices, 1 % revoked</text>
"##
    );
    axes(&mut svg, &x, &y);
    let bound = COUNTRY.bound();
    let at = y.place(bound);
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        r##"<line x1="{LEFT}" x2="{RIGHT}" y1="{at:.1}" y2="{at:.1}" stroke="#c00" stroke-width="1.5" stroke-dasharray="6 4"/>
<text x="{:.1}" y="{:.1}" fill="#c00">the least that an exact list needs: {:.3} MB</text>"##,
        LEFT + 8.0,
        at + 18.0,
        bound / 1e6
    );
    let mut free = TOP;
    let bottom = |rest: usize| BOTTOM - APART * float(u64::try_from(rest).unwrap_or(0));
    let count = points.len();
    for (number, point) in points.iter().enumerate() {
        let (left, top) = (x.place(point.nanoseconds), y.place(point.bytes));
        // As near to its point as the names above and below let it be.
        let name = top.min(bottom(count - 1 - number)).max(free);
        free = name + APART;
        draw_point(&mut svg, point, [left, top], name);
    }
    svg.push_str("</svg>\n");
    svg
}

fn point(row: &Value) -> Option<Point<'_>> {
    let is_exact = row["exact"] == true;
    Some(Point {
        name: row["format"].as_str()?,
        colour: match (row["key"] == OURS, is_exact) {
            (true, _) => "#06c",
            (_, true) => "#444",
            _ => "#b60",
        },
        is_exact,
        nanoseconds: row["hit_ns"].as_f64()?,
        bytes: row["bytes"].as_f64()?,
    })
}

fn axes(svg: &mut String, x: &Scale, y: &Scale) {
    let _ = writeln!(
        svg,
        r##"<path d="M{LEFT} {TOP}V{BOTTOM}H{RIGHT}" fill="none" stroke="#222"/>
<text x="{LEFT}" y="{:.1}">nanoseconds of a look that finds its index</text>
<text x="20" y="{TOP}">MB</text>"##,
        BOTTOM + 46.0
    );
    for value in [
        1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0,
    ] {
        let at = x.place(value);
        if (LEFT..=RIGHT).contains(&at) {
            let _ = writeln!(
                svg,
                r##"<path d="M{at:.1} {TOP}V{BOTTOM}" stroke="#ddd"/><text x="{at:.1}" y="{:.1}" text-anchor="middle">{value}</text>"##,
                BOTTOM + 22.0
            );
        }
    }
    for value in [1.0, 1.2, 1.5, 2.0, 3.0, 5.0, 10.0] {
        let at = y.place(value * 1e6);
        let _ = writeln!(
            svg,
            r##"<path d="M{LEFT} {at:.1}H{RIGHT}" stroke="#ddd"/><text x="{:.1}" y="{:.1}" text-anchor="end">{value}</text>"##,
            LEFT - 8.0,
            at + 5.0
        );
    }
}

fn draw_point(svg: &mut String, point: &Point<'_>, [left, top]: [f64; 2], name: f64) {
    let colour = point.colour;
    let (inside, note) = if point.is_exact {
        (colour, "")
    } else {
        ("#fff", ", not exact")
    };
    let _ = writeln!(
        svg,
        r##"<path d="M{left:.1} {top:.1}L{:.1} {name:.1}" stroke="{colour}" stroke-opacity=".35"/>
<circle cx="{left:.1}" cy="{top:.1}" r="5" fill="{inside}" stroke="{colour}" stroke-width="2"/>
<text x="{NAMES}" y="{:.1}" fill="{colour}">{}: {:.2} MB{note}</text>"##,
        NAMES - 6.0,
        name + 5.0,
        point.name,
        point.bytes / 1e6
    );
}
