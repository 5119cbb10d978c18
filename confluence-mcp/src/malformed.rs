//! What is answered to input that is not a JSON-RPC message (JSON-RPC 2.0, section 5.1).

use rmcp::model::{ErrorData, RequestId};
use serde_json::Value;

/// An id is looked for in so many bytes at the beginning of a message that cannot be read as a whole.
const MAX_LOOKED_AT: usize = 4 << 10;

/// The answer that is due: an error, and the id of the request as far as it can be read.
pub(crate) struct Malformed {
    pub(crate) id: Option<RequestId>,
    pub(crate) error: ErrorData,
}

/// Says what is wrong with a message that could not be read; `None` if nothing is to be answered to it, as to a
/// notification and to answers.
pub(crate) fn diagnose(message: &[u8]) -> Option<Malformed> {
    match serde_json::from_slice::<Value>(message) {
        Err(error) => {
            let why = format!("the message is not JSON: {error}");
            Some(Malformed { id: id_within(message), error: ErrorData::parse_error(why, None) })
        }
        Ok(Value::Array(_)) => {
            let why = "batches are not supported: send each message by itself";
            Some(Malformed { id: None, error: ErrorData::invalid_request(why, None) })
        }
        Ok(value) => {
            let asks = value.get("method").is_some_and(Value::is_string);
            let given = value.get("id");
            let id = given.and_then(id_of);
            if value.get("result").is_some() || value.get("error").is_some() || (asks && given.is_none()) {
                return None;
            }
            if let Some(unusable) = given.filter(|_| asks && id.is_none()) {
                return Some(Malformed {
                    id,
                    error: ErrorData::invalid_request(unusable_id(unusable), None),
                });
            }
            let error = match asks && value.get("jsonrpc").is_some_and(|version| version == "2.0") {
                true => ErrorData::invalid_params("the params do not fit the method", None),
                false => ErrorData::invalid_request("the message is not JSON-RPC 2.0", None),
            };
            Some(Malformed { id, error })
        }
    }
}

/// A message that was longer than may be; its beginning is known.
pub(crate) fn too_long(beginning: &[u8], max_bytes: usize) -> Malformed {
    let why = format!("the message is longer than {max_bytes} bytes");
    Malformed { id: id_within(beginning), error: ErrorData::parse_error(why, None) }
}

fn id_of(value: &Value) -> Option<RequestId> {
    match value {
        Value::Number(number) => number.as_i64().map(RequestId::Number),
        Value::String(text) => Some(RequestId::String(text.as_str().into())),
        _ => None,
    }
}

/// What is wrong with an id by which no answer can be found: its sender would wait for one.
fn unusable_id(given: &Value) -> String {
    const SHOWN: usize = 60;
    let shown: String = given.to_string().chars().take(SHOWN).collect();
    format!("the id {shown} is not valid: it must be a string or a signed 64-bit integer")
}

/// The first `"id"` of the outermost object, in text that is not JSON as a whole.
fn id_within(message: &[u8]) -> Option<RequestId> {
    let looked_at = message.get(..MAX_LOOKED_AT).unwrap_or(message);
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(&byte) = looked_at.get(at) {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                let end = end_of_text(looked_at, at)?;
                if depth == 1 && looked_at.get(at..end) == Some(b"\"id\"".as_slice()) {
                    let rest =
                        looked_at.get(end..)?.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start();
                    let mut values = serde_json::Deserializer::from_slice(rest).into_iter::<Value>();
                    return values.next()?.ok().as_ref().and_then(id_of);
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// Behind the quotation mark that ends the text which begins here.
fn end_of_text(bytes: &[u8], start: usize) -> Option<usize> {
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use rmcp::model::ErrorCode;

    use super::*;

    #[test]
    fn every_malformed_request_is_answered_with_its_id() {
        for (message, code, id) in [
            (
                r#"{"jsonrpc":"2.0","id":7,"method":"x","params":{"a":"\ud800"}}"#,
                ErrorCode::PARSE_ERROR,
                Some(RequestId::Number(7)),
            ),
            (
                r#"{"params":{"id":1},"id":"a b","method":"#,
                ErrorCode::PARSE_ERROR,
                Some(RequestId::String("a b".into())),
            ),
            (r#"{"text":"\"id\":3","#, ErrorCode::PARSE_ERROR, None),
            ("not json", ErrorCode::PARSE_ERROR, None),
            (r#"{"jsonrpc":"2.0","id":5}"#, ErrorCode::INVALID_REQUEST, Some(RequestId::Number(5))),
            (
                r#"{"jsonrpc":"2.0","id":5,"method":"x","params":7}"#,
                ErrorCode::INVALID_PARAMS,
                Some(RequestId::Number(5)),
            ),
            ("[]", ErrorCode::INVALID_REQUEST, None),
        ] {
            let found = diagnose(message.as_bytes()).unwrap_or_else(|| panic!("{message}"));
            assert_eq!((found.error.code, found.id), (code, id), "{message}");
        }
    }

    #[test]
    fn a_request_by_an_id_that_is_none_is_answered_with_the_id_in_words() {
        for id in ["18446744073709551615", "1.5", "null", "true", "{}", "[]"] {
            let message =
                format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"x"}}}}"#);
            let found = diagnose(message.as_bytes()).unwrap_or_else(|| panic!("{message}"));
            assert_eq!((found.error.code, found.id), (ErrorCode::INVALID_REQUEST, None), "{message}");
            assert!(found.error.message.contains(id), "{}", found.error.message);
        }
    }

    #[test]
    fn what_asks_nothing_is_not_answered() {
        for message in [
            r#"{"jsonrpc":"2.0","method":"notifications/x","params":7}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":7}"#,
            r#"{"jsonrpc":"2.0","id":1,"error":7}"#,
        ] {
            assert!(diagnose(message.as_bytes()).is_none(), "{message}");
        }
    }
}
