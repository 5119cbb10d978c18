//! A failure of content as the failure of a call, so that both leave a function by one `?`.

use super::{ContentError, ContentErrorKind};
use crate::error::{Error, ErrorKind};

impl From<ContentError> for Error {
    /// What went wrong with the content in the words of [`ErrorKind`], under the operation `content`;
    /// [`Error::cause`] has the whole of it.
    fn from(error: ContentError) -> Self {
        of_call("content", error)
    }
}

/// The failure of an operation for a reason that lies in the content.
pub(crate) fn of_call(operation: &'static str, error: ContentError) -> Error {
    let kind = match error.kind() {
        ContentErrorKind::Loss => ErrorKind::ContentLoss,
        ContentErrorKind::Conflict => ErrorKind::Conflict,
        ContentErrorKind::TooLarge => ErrorKind::TooLarge,
        _ => ErrorKind::Invalid,
    };
    Error::in_the_words_of(kind, operation, error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Document;

    #[test]
    fn a_failure_of_content_leaves_with_its_words_and_itself_behind() {
        let read = || -> Result<(), Error> {
            Document::parse("<p>")?;
            Ok(())
        };
        let error = read().unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Invalid, "content"));
        let cause = error.cause::<ContentError>().unwrap();
        assert_eq!(cause.kind(), ContentErrorKind::Malformed);
        assert_eq!(error.message(), Some(cause.to_string().as_str()));
    }
}
