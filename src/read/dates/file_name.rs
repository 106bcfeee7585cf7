//! The date in the name of a file.

use jiff::civil::Date;

use super::{digits, number, valid};

/// The first date in the name of a file.
pub(in crate::read) fn of_file_name(path: &str) -> Option<Date> {
    let name = path.rsplit('/').next()?;
    let bytes = name.as_bytes();
    (0..bytes.len()).find_map(|at| {
        let starts = at == 0 || !bytes[at - 1].is_ascii_digit();
        if !starts || digits(bytes, at) < 4 {
            return None;
        }
        if digits(bytes, at) == 8 {
            let year = number(name, at, 4)?;
            return valid(year, number(name, at + 4, 2)?, number(name, at + 6, 2)?);
        }
        let parted = |at: usize| matches!(bytes.get(at), Some(b'-' | b'_' | b'.'));
        if digits(bytes, at) != 4 || !parted(at + 4) {
            return None;
        }
        let month = digits(bytes, at + 5);
        let day_at = at + 5 + month + 1;
        if !parted(at + 5 + month) || !(1..=2).contains(&month) {
            return None;
        }
        let day = digits(bytes, day_at);
        if !(1..=2).contains(&day) {
            return None;
        }
        valid(
            number(name, at, 4)?,
            number(name, at + 5, month)?,
            number(name, day_at, day)?,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_date_of_a_file() {
        for (path, expected) in [
            ("a/2024-05-06-outage.md", Some(date(2024, 5, 6))),
            ("a/20240506_outage.md", Some(date(2024, 5, 6))),
            ("2024-01-01/PM2020-002.md", None),
            ("outage-2024_5_6.md", Some(date(2024, 5, 6))),
        ] {
            assert_eq!(of_file_name(path), expected, "{path}");
        }
    }
}
