//! Where the modules of a flat symbol lie in a picture: a projective map.

/// A place, as column and row.
pub(super) type Point = (f32, f32);

/// Takes places in the symbol, counted in modules, to frame pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Homography([f32; 9]);

impl Homography {
    /// By the images of the corners (0, 0), (side, 0), (side, side) and (0, side).
    pub(super) fn of_corners(corners: [Point; 4], side: f32) -> Option<Self> {
        let [(x0, y0), (x1, y1), (x2, y2), (x3, y3)] = corners;
        let (dx1, dx2, dx3) = (x1 - x2, x3 - x2, x0 - x1 + x2 - x3);
        let (dy1, dy2, dy3) = (y1 - y2, y3 - y2, y0 - y1 + y2 - y3);
        let area = dx1 * dy2 - dx2 * dy1;
        let g = (dx3 * dy2 - dx2 * dy3) / area;
        let h = (dx1 * dy3 - dx3 * dy1) / area;
        let map = Self([
            (x1 - x0 + g * x1) / side,
            (x3 - x0 + h * x3) / side,
            x0,
            (y1 - y0 + g * y1) / side,
            (y3 - y0 + h * y3) / side,
            y0,
            g / side,
            h / side,
            1.0,
        ]);
        map.0.iter().all(|value| value.is_finite()).then_some(map)
    }

    /// By the images of (near, near), (far, near) and (near, far), and how the far ends of the two sides
    /// recede: 0 is not at all.
    pub(super) fn of_sides([a, b, c]: [Point; 3], (g, h): Point, near: f32, far: f32) -> Self {
        let length = far - near;
        // In units of the distance, counted from the first point.
        let (ux, uy) = (b.0 * (1.0 + g) - a.0, b.1 * (1.0 + g) - a.1);
        let (vx, vy) = (c.0 * (1.0 + h) - a.0, c.1 * (1.0 + h) - a.1);
        let start = near / length;
        let row = |u: f32, v: f32, w: f32| [u / length, v / length, w - (u + v) * start];
        let [[m0, m1, m2], [m3, m4, m5], [m6, m7, m8]] =
            [row(ux, vx, a.0), row(uy, vy, a.1), row(g, h, 1.0)];
        Self([m0, m1, m2, m3, m4, m5, m6, m7, m8])
    }

    pub(super) fn at(&self, x: f32, y: f32) -> Point {
        let [a, b, c, d, e, f, g, h, i] = self.0;
        let depth = g * x + h * y + i;
        ((a * x + b * y + c) / depth, (d * x + e * y + f) / depth)
    }

    /// The images of the corners of a symbol.
    pub(super) fn corners(&self, side: f32) -> [Point; 4] {
        [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)].map(|(x, y)| self.at(x, y))
    }
}

pub(super) fn distance(a: Point, b: Point) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_and_sides_give_the_same_map() {
        let corners = [(100.0, 80.0), (420.0, 60.0), (460.0, 400.0), (90.0, 380.0)];
        let map = Homography::of_corners(corners, 25.0).unwrap();
        for (mapped, corner) in map.corners(25.0).into_iter().zip(corners) {
            assert!(distance(mapped, corner) < 0.01, "{mapped:?} {corner:?}");
        }
        let [a, b, c] = [(3.5, 3.5), (21.5, 3.5), (3.5, 21.5)].map(|(x, y)| map.at(x, y));
        let depth = |x, y| map.0[6] * x + map.0[7] * y + map.0[8];
        let recede = (
            depth(21.5, 3.5) / depth(3.5, 3.5) - 1.0,
            depth(3.5, 21.5) / depth(3.5, 3.5) - 1.0,
        );
        let other = Homography::of_sides([a, b, c], recede, 3.5, 21.5);
        for (mapped, corner) in other.corners(25.0).into_iter().zip(corners) {
            assert!(distance(mapped, corner) < 0.05, "{mapped:?} {corner:?}");
        }
    }
}
