//! The bars between the cells of a table's row.

/// The offsets of the bars of a row that part cells: not those behind a `\\`, nor those within a code span.
#[must_use]
pub fn bars(line: &str) -> Vec<usize> {
    let bytes = line.as_bytes();
    let (mut found, mut at, mut code) = (Vec::new(), 0, false);
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => code = !code && memchr::memchr(b'`', &bytes[at + 1..]).is_some(),
            b'|' if !code => found.push(at),
            _ => {}
        }
        at += 1;
    }
    found
}
