//! `open_enums!`: enums over text that know some words and keep the others.

/// Declares open enums: words that the service knows today, and `Other` for those it will learn.
///
/// ```text
/// open_enums! {
///     /// Where a page stands in its life.
///     pub enum ContentStatus { Current = "current", Draft = "draft" }
/// }
/// ```
macro_rules! open_enums {
    ($(
        $(#[$doc:meta])*
        pub enum $Name:ident { $($(#[$note:meta])* $Word:ident = $text:literal),+ $(,)? }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $Name {
            $(
                $(#[$note])*
                #[doc = concat!("`", $text, "`")]
                $Word,
            )+
            /// A word that this version does not know.
            Other(String),
        }

        impl $Name {
            /// The word as the service writes it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$Word => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl From<&str> for $Name {
            fn from(text: &str) -> Self {
                match text {
                    $($text => Self::$Word,)+
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::field::word(deserializer)
            }
        }

        impl $crate::operation::describe::Described for $Name {
            const KIND: $crate::operation::describe::Kind = $crate::operation::describe::Kind::Words(&[$($text),+]);
        }

        impl $crate::wire::values::QueryValue for $Name {
            fn values(&self, add: &mut dyn FnMut(String)) {
                add(self.as_str().to_owned());
            }
        }

        impl $crate::wire::values::PathArg for $Name {
            fn encode(&self) -> String {
                $crate::wire::values::encode_segment(self.as_str())
            }
        }

        #[cfg(feature = "unstable")]
        impl $crate::declare::sample::Sample for $Name {
            fn sample(index: usize) -> Self {
                Self::sample_of(&[], index)
            }

            fn sample_of(words: &'static [&'static str], index: usize) -> Self {
                const WORDS: &[&str] = &[$($text),+];
                let words = if words.is_empty() { WORDS } else { words };
                Self::from($crate::declare::sample::word(words, index).unwrap_or_default())
            }
        }

        $crate::wire::values::arguments!($Name: $Name, &str);
    )*};
}
pub(crate) use open_enums;

#[cfg(test)]
mod tests {
    open_enums! {
        /// For the test.
        pub enum Colour { Red = "red", LightBlue = "light-blue" }
    }

    #[test]
    fn an_unknown_word_survives() {
        let colours: Vec<Colour> = serde_json::from_str(r#"["red", "light-blue", "mauve"]"#).unwrap();
        assert_eq!(colours, [Colour::Red, Colour::LightBlue, Colour::Other("mauve".into())]);
        assert_eq!(serde_json::to_string(&colours).unwrap(), r#"["red","light-blue","mauve"]"#);
    }
}
