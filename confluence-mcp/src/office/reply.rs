//! What a child process says of a file.

use serde::{Deserialize, Serialize};

/// The text of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Extracted {
    pub(crate) text: String,
    /// Whether the file has more.
    pub(crate) is_cut: bool,
}

#[derive(Serialize, Deserialize)]
enum Reply {
    Text(Extracted),
    Refused(String),
}

/// Stands in front of what is said, since a library may write to standard output too. In JSON it is written otherwise.
const BEGIN: &str = "\u{1e}office\u{1e}";

pub(super) fn written(found: Result<Extracted, String>) -> String {
    let reply = match found {
        Ok(text) => Reply::Text(text),
        Err(why) => Reply::Refused(why),
    };
    format!("{BEGIN}{}", serde_json::to_string(&reply).unwrap_or_default())
}

/// What was said; `None` if nothing was.
pub(super) fn read(output: &str) -> Option<Result<Extracted, String>> {
    let (_, said) = output.rsplit_once(BEGIN)?;
    match serde_json::from_str(said.trim()).ok()? {
        Reply::Text(text) => Some(Ok(text)),
        Reply::Refused(why) => Some(Err(why)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_read_behind_what_a_library_says() {
        let text = Extracted { text: format!("a {BEGIN} b"), is_cut: true };
        assert_eq!(read(&format!("noise\n{}", written(Ok(text.clone())))), Some(Ok(text)));
        assert_eq!(read(&written(Err("no".to_owned()))), Some(Err("no".to_owned())));
        assert_eq!(read("noise"), None);
    }
}
