//! What the faces say alike about a record: its links for people, and what may be done with it.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Value, json};

use super::store::Store;
use super::store::content::{Content, Kind};

/// The link under which people find a record.
pub(crate) fn web_path(store: &Store, content: &Content) -> String {
    let key = store.spaces.get(&content.space).map(|space| space.key.as_str()).unwrap_or_default();
    let slug = content.title().replace(' ', "+");
    match content.kind {
        Kind::Page => format!("/spaces/{key}/pages/{}/{slug}", content.id),
        Kind::BlogPost => {
            let day = content.created.rfc3339().get(..10).unwrap_or_default().replace('-', "/");
            format!("/spaces/{key}/blog/{day}/{}/{slug}", content.id)
        }
        Kind::Folder => format!("/spaces/{key}/folder/{}", content.id),
        Kind::FooterComment | Kind::InlineComment => {
            let page = content.parent.unwrap_or_default();
            format!("/spaces/{key}/pages/{page}?focusedCommentId={}", content.id)
        }
        Kind::Attachment => {
            let page = content.parent.unwrap_or_default();
            format!("/pages/viewpageattachments.action?pageId={page}&preview=/{page}/{}", content.id)
        }
        _ => format!("/spaces/{key}/{}/{}", content.kind.name(), content.id),
    }
}

/// The code of a short link: the id in little-endian base64, for URLs.
pub(crate) fn tiny(id: u64) -> String {
    let bytes: Vec<u8> = id.to_le_bytes().to_vec();
    let used = bytes.iter().rposition(|byte| *byte != 0).map_or(1, |index| index + 1);
    let code = STANDARD_NO_PAD.encode(bytes.get(..used).unwrap_or_default());
    code.trim_end_matches('A').replace('+', "_").replace('/', "-")
}

/// The id behind a short link.
pub(crate) fn from_tiny(code: &str) -> Option<u64> {
    let lenient = GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let engine = GeneralPurpose::new(&STANDARD, lenient);
    let code = code.replace('_', "+").replace('-', "/");
    let padded = format!("{code:A<11}");
    let bytes = engine.decode(padded).ok()?;
    let mut number = [0u8; 8];
    number.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    Some(u64::from_le_bytes(number))
}

/// What the account may do with a record, as pairs of operation and target.
pub(crate) fn operations(store: &Store, it: &Content, account: &str) -> Vec<Value> {
    let kind = it.kind.name();
    let mut allowed = vec![json!({"operation": "read", "targetType": kind})];
    if store.may_update(it, account) {
        let names = ["update", "delete", "copy", "move", "archive", "restore"];
        allowed.extend(names.map(|name| json!({"operation": name, "targetType": kind})));
    }
    allowed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_links_lead_back() {
        for id in [1, 63, 65_537, 98_304, 4_294_967_296, 1_234_567_890_123] {
            assert_eq!(from_tiny(&tiny(id)), Some(id), "{id}");
        }
    }
}
