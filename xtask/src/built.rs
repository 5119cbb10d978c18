//! What cargo built.

use std::path::PathBuf;

use serde_json::Value;

/// The name and the file of a binary, out of one message of cargo. The tests of a binary are not the binary, though they
/// have its name.
pub(crate) fn executable(message: &str) -> Option<(String, PathBuf)> {
    let message: Value = serde_json::from_str(message).ok()?;
    if message.pointer("/profile/test").and_then(Value::as_bool) == Some(true) {
        return None;
    }
    let file = message.get("executable")?.as_str()?;
    let name = message.pointer("/target/name")?.as_str()?;
    Some((name.to_owned(), file.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_binary_in_a_message() {
        let message = r#"{"reason":"compiler-artifact","target":{"name":"worker"},"executable":"/t/worker"}"#;
        assert_eq!(executable(message), Some(("worker".into(), "/t/worker".into())));
        assert_eq!(executable(r#"{"target":{"name":"tests"},"executable":null}"#), None);
        let of_tests = r#"{"target":{"name":"worker"},"profile":{"test":true},"executable":"/t/worker-1f"}"#;
        assert_eq!(executable(of_tests), None);
    }
}
