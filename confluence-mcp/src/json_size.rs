//! How long a value is as JSON, without writing it anywhere.

use serde::Serialize;

/// How many bytes a value has as JSON; up to where it cannot be written, if it cannot.
pub(crate) fn json_size(value: &impl Serialize) -> usize {
    let mut size = Size(0);
    // Counting cannot fail.
    drop(serde_json::to_writer(&mut size, value));
    size.0
}

struct Size(usize);

impl std::io::Write for Size {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_as_long_as_what_is_written() {
        let value = serde_json::json!({"a": [1, "\u{1F600}\n"], "b": null});
        assert_eq!(json_size(&value), value.to_string().len());
    }
}
