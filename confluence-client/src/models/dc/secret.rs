//! What must not be seen.

use std::fmt;

use zeroize::Zeroizing;

use crate::operation::describe::{Described, Kind};
use crate::wire::values::Arg;

/// A password on its way to the service: it shows nowhere, and this value is wiped from memory when it is dropped. The
/// operation that it becomes a part of holds it as text, and is not.
#[derive(Clone, PartialEq)]
pub struct Secret(Zeroizing<String>);

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

impl Secret {
    /// What must not be seen.
    #[must_use]
    pub fn secret(&self) -> &str {
        &self.0
    }
}

impl<'de> serde::Deserialize<'de> for Secret {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl serde::Serialize for Secret {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl Described for Secret {
    const KIND: Kind = Kind::Text;
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }
}

impl<T: Into<Secret>> Arg<Secret> for T {
    fn into_arg(self) -> Secret {
        self.into()
    }
}

#[cfg(feature = "unstable")]
impl crate::declare::sample::Sample for Secret {
    fn sample(_: usize) -> Self {
        "sample".into()
    }
}

#[cfg(test)]
mod tests {
    use crate::models::dc::NewPassword;

    #[test]
    fn a_password_is_sent_and_not_shown() {
        let body = NewPassword::new("hunter2");
        assert!(!format!("{body:?}").contains("hunter2"));
        assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"password":"hunter2"}"#);
        assert!(!format!("{:?}", crate::dc::admin_users::set_password("ada", body)).contains("hunter2"));
    }
}
