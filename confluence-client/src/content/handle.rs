//! Names of blocks.

use std::fmt;
use std::str::FromStr;

use super::blocks::BlockId;
use crate::storage::error::{ContentError, ContentErrorKind};

/// The handle of a block on one version of a page, written `#b12`.
///
/// The same page and version give the same handles, wherever and whenever they are computed.
///
/// ```
/// use confluence_client::content::{Document, Handle};
///
/// let second: Handle = "#b2".parse()?;
/// assert_eq!(Document::parse("<p>a</p><p>b</p>")?.block_storage(second)?, "<p>b</p>");
/// # Ok::<(), confluence_client::content::ContentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Handle(u32);

impl Handle {
    pub(crate) fn of(block: BlockId) -> Self {
        Self(u32::try_from(block).unwrap_or(u32::MAX).saturating_add(1))
    }

    pub(crate) fn block(self) -> BlockId {
        (self.0 as usize).saturating_sub(1)
    }
}

/// As text, which [`Handle`] reads again by `parse`.
impl serde::Serialize for Handle {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "#b{}", self.0)
    }
}

/// Whether a name between braces, without its `#`, is that of a handle, and of no place.
pub(crate) fn is_handle(name: &str) -> bool {
    name.strip_prefix('b').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
}

impl FromStr for Handle {
    type Err = ContentError;

    /// Reads `#b12`; `b12` and `{#b12}` are understood too.
    fn from_str(text: &str) -> Result<Self, ContentError> {
        let trimmed = text.trim().trim_start_matches('{').trim_end_matches('}').trim_start_matches('#');
        let number =
            trimmed.strip_prefix('b').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        match number.and_then(|digits| digits.parse().ok()).filter(|&number| number > 0) {
            Some(number) => Ok(Self(number)),
            None => {
                let shown: String = text.chars().take(40).collect();
                let message = format!(
                    "`{shown}` is not a handle; handles look like #b12 and come from reading the page"
                );
                Err(ContentError::new(ContentErrorKind::UnknownHandle, message))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_read_as_they_are_written() {
        let handle: Handle = "#b12".parse().unwrap();
        assert_eq!(handle.to_string(), "#b12");
        assert_eq!("{#b12}".parse::<Handle>().unwrap(), handle);
        assert!("#b0".parse::<Handle>().is_err());
        assert!("12".parse::<Handle>().unwrap_err().to_string().contains("#b12"));
    }
}
