//! What may be shown of a value: a secret is often where none is expected, such as behind `env:` or in a URL.

use super::Value;
use super::file_scheme::without_scheme;
use super::token_like::{is_name_of_variable, is_token_like};

/// The value, or stars where it is a secret, may be a misspelt one, or is a URL with a password.
pub(super) fn presentable(value: &Value) -> &str {
    const STARS: &str = "***";
    let text = value.written().expose();
    if let Some(variable) = value.reference() {
        return if is_name_of_variable(variable) { text } else { STARS };
    }
    if value.is_in_file() {
        return if is_token_like(without_scheme(text)) { STARS } else { text };
    }
    let open = value.property.is_some_and(|property| !property.secret);
    // The key itself may stand where only its place is taken.
    let is_a_place = ["keyring:", "file:"].iter().any(|scheme| text.to_ascii_lowercase().starts_with(scheme));
    let a_key = value.name == "OAuthSettingsKey" && !is_a_place;
    // `user:password@host` too, which a proxy has without a scheme; people have addresses of mail.
    let of_mail = ["User", "Subject"].iter().any(|ending| value.name.ends_with(ending));
    let with_password = text.contains('@') && (!of_mail || text.contains("://"));
    if open && !a_key && !with_password { text } else { STARS }
}
