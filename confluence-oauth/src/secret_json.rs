//! JSON that holds secrets, written so that no copy of it stays in memory.

use std::io::{self, Write};

use serde::Serialize;
use zeroize::Zeroizing;

/// The value as JSON, in one allocation of its final size with room for so much `more`: growing would leave copies of what
/// was written so far.
pub(crate) fn secret_json(value: &impl Serialize, more: usize) -> serde_json::Result<Zeroizing<Vec<u8>>> {
    let mut size = Size(more);
    serde_json::to_writer(&mut size, value)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(size.0));
    serde_json::to_writer(&mut *bytes, value)?;
    Ok(bytes)
}

/// Counts what is written.
struct Size(usize);

impl Write for Size {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_once_into_what_it_needs() {
        let value = serde_json::json!({"a": [1, "\u{1F600}\n"], "b": null});
        let bytes = secret_json(&value, 1).unwrap();
        assert_eq!((&*bytes, bytes.capacity()), (&value.to_string().into_bytes(), bytes.len() + 1));
    }
}
