//! Where a picture is full of dark and light side by side: a code looks so even when no pattern in it is sharp.

use std::cmp::Reverse;

use super::area::Area;

/// A cell is a square of so many blocks.
const CELL: usize = 4;
/// How many of a cell's blocks must be busy.
const ENOUGH: usize = 9;
/// A code is at least so many cells wide and high.
const LEAST_SIDE: usize = 2;

/// The busy places, in blocks; the largest first.
pub(super) fn places(busy: &[bool], columns: usize) -> Vec<Area> {
    let across = columns.div_ceil(CELL);
    let cells: Vec<bool> = busy
        .chunks(columns * CELL)
        .flat_map(|band| {
            (0..across).map(move |cell| {
                let rows = band.chunks(columns);
                let blocks = rows.flat_map(|row| row.iter().skip(cell * CELL).take(CELL));
                blocks.filter(|busy| **busy).count() >= ENOUGH
            })
        })
        .collect();
    let mut left = cells;
    let mut places = Vec::new();
    while let Some(start) = left.iter().position(|busy| *busy) {
        let (size, area) = take(&mut left, across, start);
        if area.width >= LEAST_SIDE && area.height >= LEAST_SIDE {
            places.push((size, area.wider(1).times(CELL)));
        }
    }
    places.sort_by_key(|(size, _)| Reverse(*size));
    places.into_iter().map(|(_, area)| area).collect()
}

/// Clears a busy cell and all that hang together with it; how many, and the rectangle around them.
fn take(cells: &mut [bool], across: usize, start: usize) -> (usize, Area) {
    let place = |cell: usize| Area {
        left: cell % across,
        top: cell / across,
        width: 1,
        height: 1,
    };
    let (mut count, mut area) = (0, place(start));
    let mut open = vec![start];
    while let Some(cell) = open.pop() {
        if !cells.get_mut(cell).is_some_and(std::mem::take) {
            continue;
        }
        count += 1;
        area = area.and(place(cell));
        let column = cell % across;
        if column > 0 {
            open.push(cell - 1);
        }
        if column + 1 < across {
            open.push(cell + 1);
        }
        open.extend(cell.checked_sub(across));
        open.push(cell + across);
    }
    (count, area)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_larger_of_two_places_comes_first() {
        let columns = 80;
        let busy: Vec<bool> = (0..80 * 40)
            .map(|at| {
                let (x, y) = (at % columns, at / columns);
                let small = (4..12).contains(&x) && (4..12).contains(&y);
                let large = (40..64).contains(&x) && (8..32).contains(&y);
                small || large
            })
            .collect();
        let square = |start: usize, side: usize| Area {
            left: start,
            top: start,
            width: side,
            height: side,
        };
        let large = Area {
            left: 36,
            ..square(4, 32)
        };
        assert_eq!(places(&busy, columns), [large, square(0, 16)]);
    }

    #[test]
    fn a_line_is_no_place_for_a_code() {
        let busy: Vec<bool> = (0..80 * 40).map(|at| at / 80 / 4 == 3).collect();
        assert_eq!(places(&busy, 80), []);
    }
}
