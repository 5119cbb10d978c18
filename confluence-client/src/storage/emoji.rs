//! The emoticons that Confluence has had names for since before emoji.

const EMOTICONS: [(&str, &str); 22] = [
    ("smile", "🙂"),
    ("sad", "🙁"),
    ("cheeky", "😛"),
    ("laugh", "😀"),
    ("wink", "😉"),
    ("thumbs-up", "👍"),
    ("thumbs-down", "👎"),
    ("information", "ℹ️"),
    ("tick", "✅"),
    ("cross", "❌"),
    ("warning", "⚠️"),
    ("plus", "➕"),
    ("minus", "➖"),
    ("question", "❓"),
    ("light-on", "💡"),
    ("light-off", "🔅"),
    ("yellow-star", "⭐"),
    ("red-star", "🔴"),
    ("green-star", "🟢"),
    ("blue-star", "🔵"),
    ("heart", "❤️"),
    ("broken-heart", "💔"),
];

/// The character that shows an emoticon.
pub(crate) fn character(name: &str) -> Option<&'static str> {
    EMOTICONS.iter().find(|(known, _)| *known == name).map(|(_, character)| *character)
}
