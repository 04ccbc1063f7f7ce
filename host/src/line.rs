//! Lines of bounded length, from whoever types them or has written them into a file.

use std::io::{self, BufRead, Read as _};

/// Reads one line with its end into `line`, which is empty where there are no more. False where the line is longer than
/// `most` bytes: then they are its beginning, and what follows up to its end is skipped.
///
/// # Errors
/// When the input cannot be read.
pub fn read(input: &mut impl BufRead, most: usize, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let limit = u64::try_from(most).unwrap_or(u64::MAX);
    input.by_ref().take(limit).read_until(b'\n', line)?;
    if line.len() < most || line.ends_with(b"\n") {
        return Ok(true);
    }
    let mut is_longer = false;
    loop {
        let rest = input.fill_buf()?;
        let end = rest.iter().position(|byte| *byte == b'\n');
        is_longer |= !rest.is_empty();
        let (skipped, is_over) = match end {
            Some(place) => (place + 1, true),
            None => (rest.len(), rest.is_empty()),
        };
        input.consume(skipped);
        if is_over {
            return Ok(!is_longer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(mut input: &[u8], most: usize) -> Vec<(bool, Vec<u8>)> {
        let (mut lines, mut line) = (Vec::new(), Vec::new());
        loop {
            let is_whole = read(&mut input, most, &mut line).unwrap();
            if line.is_empty() {
                return lines;
            }
            lines.push((is_whole, line.clone()));
        }
    }

    #[test]
    fn a_line_that_is_too_long_does_not_run_into_the_next() {
        let of = |text: &str| text.as_bytes().to_vec();
        assert_eq!(
            all(b"a\n\nbc\r\n12345678\nlast", 4),
            [
                (true, of("a\n")),
                (true, of("\n")),
                (true, of("bc\r\n")),
                (false, of("1234")),
                (true, of("last")),
            ]
        );
    }

    #[test]
    fn a_line_of_just_so_many_bytes_is_whole_where_the_input_ends() {
        assert_eq!(all(b"1234", 4), [(true, b"1234".to_vec())]);
        assert_eq!(all(b"12345", 4), [(false, b"1234".to_vec())]);
        assert_eq!(
            all(b"1234\n5", 4),
            [(false, b"1234".to_vec()), (true, b"5".to_vec())]
        );
        assert_eq!(all(b"", 4), []);
    }
}
