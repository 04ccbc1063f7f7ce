//! A code as light: in a terminal by characters or as a picture, or in a file.

use host::qr::{Code, Ink, half_blocks};

mod iterm;
mod kitty;
mod octants;
pub mod png;
mod sixel;
mod spaces;
pub mod svg;

/// How a code can be drawn in a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One character for two modules, one above the other.
    HalfBlocks,
    /// Two spaces of the module's colour: no font has gaps in them.
    Spaces,
    /// One character of Unicode 16 for eight modules, where the font has it.
    Octants,
    /// A picture by kitty's graphics protocol.
    Kitty,
    /// A picture in sixels (VT340).
    Sixel,
    /// A picture in iTerm2's way, also for `WezTerm`.
    Iterm,
}

/// Which form is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    /// The one that cameras read best, of those that the terminal has room for.
    Auto,
    /// This one.
    Only(Form),
}

/// Where a code is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Columns and rows that are free for it.
    pub room: (usize, usize),
    /// Pixels along the width and the height of a character, where they are known.
    pub cell: Option<(usize, usize)>,
    /// The form of pictures that the terminal says it shows.
    pub picture: Option<Form>,
    /// Pixels along the width and the height of the largest picture, where they are known.
    pub largest: Option<(usize, usize)>,
}

/// A form that a place has room for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fitted {
    /// The form.
    pub form: Form,
    /// Columns and rows that it covers.
    pub cells: (usize, usize),
    /// Pixels along a module of a picture.
    pub scale: usize,
}

/// A code, drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Drawing {
    /// Lines of a terminal, each ending with the colours reset.
    Lines(Vec<String>),
    /// A picture in a terminal.
    Picture(Picture),
}

/// What a terminal is sent for a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// Shows it, its corner at the cursor.
    pub put: String,
    /// Removes it; empty where it goes when something is written over it.
    pub remove: String,
}

impl Form {
    /// All forms.
    pub const ALL: [Self; 6] = [
        Self::HalfBlocks,
        Self::Spaces,
        Self::Kitty,
        Self::Sixel,
        Self::Iterm,
        Self::Octants,
    ];

    /// Its name on command lines.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::HalfBlocks => "half",
            Self::Spaces => "double",
            Self::Octants => "octants",
            Self::Kitty => "kitty",
            Self::Sixel => "sixel",
            Self::Iterm => "iterm",
        }
    }

    /// Whether it takes the answers of the terminal to draw it well.
    #[must_use]
    pub const fn is_picture(self) -> bool {
        matches!(self, Self::Kitty | Self::Sixel | Self::Iterm)
    }

    /// Columns and rows of a drawing by characters.
    const fn cells(self, side: usize) -> (usize, usize) {
        match self {
            Self::Spaces => (2 * side, side),
            Self::Octants => (side.div_ceil(2), side.div_ceil(4)),
            _ => (side, side.div_ceil(2)),
        }
    }
}

impl Place {
    /// Paper without an end, as for a pipe: a picture has the size of one in a file.
    #[must_use]
    pub fn endless(code: &Code) -> Self {
        let side = code.side() * png::SCALE;
        Self {
            room: (usize::MAX, usize::MAX),
            cell: None,
            picture: None,
            largest: Some((side, side)),
        }
    }

    /// The form to draw, or the columns and rows that it takes at least.
    pub fn fit(&self, draw: Draw, code: &Code) -> Result<Fitted, (usize, usize)> {
        let side = code.side();
        let form = match draw {
            Draw::Only(form) => return self.fit_form(form, side),
            Draw::Auto => self.picture.filter(|_| self.cell.is_some()),
        };
        let mut least = None;
        for form in [form, Some(Form::Spaces), Some(Form::HalfBlocks)]
            .into_iter()
            .flatten()
        {
            match self.fit_form(form, side) {
                Ok(fitted) => return Ok(fitted),
                Err(need) => {
                    let rows = |need: &(usize, usize)| need.1;
                    least = least.into_iter().chain([need]).min_by_key(rows);
                }
            }
        }
        Err(least.unwrap_or_default())
    }

    fn fit_form(&self, form: Form, side: usize) -> Result<Fitted, (usize, usize)> {
        let fits = |need: (usize, usize)| need.0 <= self.room.0 && need.1 <= self.room.1;
        if !form.is_picture() {
            let cells = form.cells(side);
            let fitted = Fitted {
                form,
                cells,
                scale: 1,
            };
            return if fits(cells) { Ok(fitted) } else { Err(cells) };
        }
        let cell = self.cell.unwrap_or(SMALL_CELL);
        let cell = (cell.0.max(1), cell.1.max(1));
        let cells_at = |scale: usize| {
            let pixels = side.saturating_mul(scale);
            (pixels.div_ceil(cell.0), pixels.div_ceil(cell.1))
        };
        let least = cells_at(LEAST_SCALE);
        if !fits(least) {
            return Err(least);
        }
        let room = (
            self.room.0.saturating_mul(cell.0),
            self.room.1.saturating_mul(cell.1),
        );
        // A limit that no code keeps is not believed.
        let largest = self
            .largest
            .filter(|largest| largest.0.min(largest.1) >= side * LEAST_SCALE)
            .unwrap_or(room);
        let pixels = room.0.min(room.1).min(largest.0).min(largest.1);
        let scale = (pixels / side).min(MOST_SCALE);
        Ok(Fitted {
            form,
            cells: cells_at(scale),
            scale,
        })
    }
}

impl Fitted {
    /// Draws a code; `number` tells it from the one before.
    #[must_use]
    pub fn draw(&self, code: &Code, ink: Ink, number: u64) -> Drawing {
        let picture = |put: String| Picture {
            put,
            remove: String::new(),
        };
        match self.form {
            Form::HalfBlocks => Drawing::Lines(half_blocks(code, ink)),
            Form::Spaces => Drawing::Lines(spaces::lines(code, ink)),
            Form::Octants => Drawing::Lines(octants::lines(code, ink)),
            Form::Kitty => Drawing::Picture(kitty::picture(code, self.scale, number)),
            Form::Sixel => Drawing::Picture(picture(sixel::put(code, self.scale))),
            Form::Iterm => Drawing::Picture(picture(iterm::put(code, self.scale))),
        }
    }
}

/// What there is at each place, from 0 up to `end`, and how many alike follow each other.
fn runs<T: PartialEq>(end: usize, at: impl Fn(usize) -> T) -> impl Iterator<Item = (T, usize)> {
    let mut place = 0;
    std::iter::from_fn(move || {
        (place < end).then(|| {
            let here = at(place);
            let length = (place..end).take_while(|&place| at(place) == here).count();
            place += length;
            (here, length)
        })
    })
}

/// Pixels along a module of a picture at least: below, a camera must come too close.
const LEAST_SCALE: usize = 3;
/// Pixels along a module at most: more only takes longer to send.
const MOST_SCALE: usize = 32;
/// A character where its size is not known: a small one, so that the picture fits.
const SMALL_CELL: (usize, usize) = (6, 12);
