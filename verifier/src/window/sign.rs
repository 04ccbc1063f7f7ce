//! The signs of a verdict, drawn: fonts lack them, and a sign is read from further away than any word.

use std::f32::consts::TAU;

use eframe::egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2, vec2};

use crate::desk::Face;

/// Draws the sign of this face in the middle of a place.
pub(super) fn draw(painter: &Painter, place: Rect, face: Face, ink: Color32) {
    let side = place.width().min(place.height());
    let at = |x: f32, y: f32| place.center() + vec2(x, y) * side;
    match face {
        Face::Scanning | Face::Aside => {}
        Face::Yes => thick(
            painter,
            &[at(-0.42, 0.02), at(-0.12, 0.34), at(0.44, -0.34)],
            side * 0.15,
            ink,
        ),
        Face::No => {
            for (from, to) in [
                (at(-0.36, -0.36), at(0.36, 0.36)),
                (at(-0.36, 0.36), at(0.36, -0.36)),
            ] {
                thick(painter, &[from, to], side * 0.15, ink);
            }
        }
        Face::Unknown => hand(painter, place.center(), side, ink),
    }
}

/// A raised hand: wait.
fn hand(painter: &Painter, centre: Pos2, side: f32, ink: Color32) {
    let at = |x: f32, y: f32| centre + vec2(x, y) * side;
    for (x, top) in [(-0.17, -0.30), (-0.05, -0.42), (0.07, -0.40), (0.19, -0.28)] {
        thick(painter, &[at(x, top), at(x, 0.10)], side * 0.095, ink);
    }
    thick(
        painter,
        &[at(-0.36, 0.00), at(-0.26, 0.16), at(-0.12, 0.30)],
        side * 0.10,
        ink,
    );
    let palm = Rect::from_center_size(at(0.01, 0.22), Vec2::new(0.45, 0.36) * side);
    painter.rect_filled(palm, side * 0.12, ink);
}

/// A line with round ends.
fn thick(painter: &Painter, points: &[Pos2], width: f32, ink: Color32) {
    // One by one: where a line bends, it would have a flat corner.
    for ends in points.array_windows() {
        painter.line_segment(*ends, Stroke::new(width, ink));
    }
    for &point in points {
        painter.circle_filled(point, width / 2.0, ink);
    }
}

/// Draws what a place in the picture is marked with: its four corners.
pub(super) fn corners(painter: &Painter, place: Rect, ink: Color32) {
    let arm = place.width().min(place.height()) * 0.25;
    let stroke = Stroke::new(4.0, ink);
    let ends = [
        (place.left_top(), vec2(1.0, 1.0)),
        (place.right_top(), vec2(-1.0, 1.0)),
        (place.right_bottom(), vec2(-1.0, -1.0)),
        (place.left_bottom(), vec2(1.0, -1.0)),
    ];
    for (corner, inward) in ends {
        painter.line_segment([corner, corner + vec2(inward.x * arm, 0.0)], stroke);
        painter.line_segment([corner, corner + vec2(0.0, inward.y * arm)], stroke);
    }
}

/// Draws a sign of warning: a triangle.
pub(super) fn warning(painter: &Painter, place: Rect, ink: Color32) {
    let radius = place.height() / 2.0;
    let point = |turn: f32| {
        let angle = TAU * (turn - 0.25);
        place.center() + vec2(angle.cos(), angle.sin()) * radius
    };
    let points = vec![point(0.0), point(1.0 / 3.0), point(2.0 / 3.0)];
    painter.add(Shape::convex_polygon(points, ink, Stroke::NONE));
}
