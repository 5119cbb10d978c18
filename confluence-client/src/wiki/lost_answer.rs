//! Which failures of a write leave open whether it happened, and the words for it. Nothing is asked here: `lost_write.rs`
//! looks what became of a write.

use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::storage::scan::{Token, tokens};
use crate::storage::text::decode;

/// Whether the service may have acted although it did not say so, or said so in a way that could not be read.
pub(in crate::wiki) fn may_have_happened(error: &Error) -> bool {
    let silent = matches!(
        error.kind(),
        ErrorKind::Transport | ErrorKind::Timeout | ErrorKind::Service | ErrorKind::Decode
    );
    // What refuses every request alike, such as a site that is being maintained, did nothing of this one.
    let is_open = silent && !error.refuses_every_request();
    (is_open || error.was_accepted()) && !error.is_unsent()
}

/// The failure of what comes after a write, with what is done already, lest it be done again: the service has acted,
/// whatever became of the rest.
pub(in crate::wiki) fn after(done: impl fmt::Display, failed: Error) -> Error {
    let said = failed.explained().unwrap_or_else(|| "no answer came".to_owned());
    failed.with_message(format!("{done}; what comes after it failed: {said}")).behind_a_write()
}

/// The failure of a further batch of labels, with those that are there already.
pub(in crate::wiki) fn some_were_added<'a>(
    added: impl ExactSizeIterator<Item = &'a str>,
    failed: Error,
) -> Error {
    let many = added.len();
    match added.collect::<Vec<_>>() {
        added if added.is_empty() => failed,
        added => after(format!("{many} labels were added: {}", added.join(", ")), failed),
    }
}

/// Whether two bodies in the storage format say the same. The service adds attributes and writes letters in its own
/// way, so that only elements and text are compared.
pub(in crate::wiki) fn same(stored: &str, sent: &str) -> bool {
    stored == sent || skeleton(stored) == skeleton(sent)
}

/// The names of the tags, and the text between them without white space.
fn skeleton(storage: &str) -> String {
    let mut bones = String::with_capacity(storage.len());
    for token in tokens(storage) {
        match token {
            Token::Tag(name) => bones.extend(["<", name, ">"]),
            Token::Text(text) => bones.extend(decode(text).split_whitespace()),
            Token::Data(data) => bones.extend(data.split_whitespace()),
        }
    }
    bones
}

/// The answer to a creation that cannot be recognised, with what may have happened where it was lost.
pub(in crate::wiki) fn doubtful<T>(answer: Result<T>, look: &str) -> Result<T> {
    answer.map_err(|error| if may_have_happened(&error) { unsettled(error, look) } else { error })
}

/// The answer to a write that is no creation, and whose outcome cannot be recognised: where it was lost, with what to look
/// at.
pub(in crate::wiki) fn unrecognised<T>(answer: Result<T>, look: &str) -> Result<T> {
    answer.map_err(|error| if may_have_happened(&error) { unknown(error, look) } else { error })
}

/// The answer to a write that is no creation. Where it was lost, it is what is there `now`, if that `fits` what the write
/// makes; else nobody knows, and the error says what to look at. Nothing is sent again.
pub(in crate::wiki) async fn settled<T>(
    answer: Result<T>,
    now: impl Future<Output = Result<T>>,
    fits: impl FnOnce(&T) -> bool,
    look: &str,
) -> Result<T> {
    match answer {
        Err(lost) if may_have_happened(&lost) => match now.await {
            Ok(now) if fits(&now) => Ok(now),
            Ok(_) => Err(unknown(lost, look)),
            Err(error) => {
                let why = error.message().unwrap_or("no answer came");
                Err(unknown(lost, &format!("what is there now could not be read either ({why}); {look}")))
            }
        },
        answered => answered,
    }
}

/// The failure of a write that is no creation, with what to look at.
pub(in crate::wiki) fn unknown(lost: Error, look: &str) -> Error {
    let said = lost.message().unwrap_or("no answer came").to_owned();
    lost.with_message(format!("{said}; it may have been written or not: {look}"))
}

/// The same failure, with what may have happened.
pub(in crate::wiki) fn unsettled(lost: Error, found: &str) -> Error {
    let said = lost.message().unwrap_or("no answer came").to_owned();
    lost.with_message(format!("{said}; it may have been created or not, and is not sent again: {found}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_service_rewrites_is_the_same() {
        let sent = "<p>a \u{2014} b &amp; c</p><hr/><ac:structured-macro ac:name=\"toc\"/>";
        let stored = "<p local-id=\"1\">a &mdash; b &amp; c</p>\n<hr />\
                      <ac:structured-macro ac:name=\"toc\" ac:schema-version=\"1\" ac:macro-id=\"x\" />";
        assert!(same(stored, sent));
        assert!(!same("<p>a</p>", "<p>b</p>"));
        assert!(!same("<p>a</p>", "<h1>a</h1>"));
        assert!(!same("<![CDATA[a>b]]>", "<![CDATA[a>c]]>"));
        assert!(same("<p>Gr&ouml;&szlig;e &copy; &rarr;</p>", "<p>Größe © →</p>"));
        assert!(same("<!-- x --><p>a</p>", "<p>a</p>"));
    }
}
