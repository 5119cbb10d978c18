//! `bodies!`: what a caller sends.

/// Declares bodies of requests: what is required in parentheses becomes the arguments of `new`, the rest has setters
/// and is left out of the JSON unless it was set, because the service refuses nulls.
/// Where the service takes fewer words than a type knows, they follow it: `status: ContentStatus ["current", "draft"]`.
///
/// ```text
/// bodies! {
///     /// A page to create.
///     pub struct NewPage(
///         /// The space it goes into.
///         space_id: SpaceId,
///     ) {
///         /// Its parent; without one it goes below the space's home page.
///         parent_id: PageId,
///     }
/// }
/// ```
macro_rules! bodies {
    ($(
        $(#[$doc:meta])*
        pub struct $Name:ident
        $(($($(#[$needed:meta])* $required:ident: $Required:ty $(as $required_wire:literal)?
            $([$($required_word:literal),+])?),* $(,)?))?
        $({ $($(#[$note:meta])* $optional:ident: $Optional:ty $(as $optional_wire:literal)?
            $([$($optional_word:literal),+])?),* $(,)? })?
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        #[must_use = "a body does nothing until an operation carries it"]
        pub struct $Name {
            $($(
                $(#[serde(rename = $required_wire)])?
                $required: $Required,
            )*)?
            $($(
                #[serde(skip_serializing_if = "Option::is_none")]
                $(#[serde(rename = $optional_wire)])?
                $optional: Option<$Optional>,
            )*)?
        }

        impl $Name {
            #[doc = concat!("A `", stringify!($Name), "` with what is required.")]
            #[doc = ""]
            $($($(#[$needed])*)*)?
            $($($(#[doc = concat!("\n`", stringify!($required), "` is one of" $(, " `", $required_word, "`")+, ".")])?)*)?
            #[allow(clippy::new_without_default, reason = "a body without arguments says nothing by itself")]
            pub fn new($($($required: impl $crate::wire::values::Arg<$Required>),*)?) -> Self {
                Self {
                    $($($required: $required.into_arg(),)*)?
                    $($($optional: None,)*)?
                }
            }

            $($(
                $(#[$note])*
                $(#[doc = concat!("\nOne of" $(, " `", $optional_word, "`")+, ".")])?
                pub fn $optional(mut self, $optional: impl $crate::wire::values::Arg<$Optional>) -> Self {
                    self.$optional = Some($optional.into_arg());
                    self
                }
            )*)?
        }

        impl $crate::wire::values::Arg<$Name> for $Name {
            fn into_arg(self) -> $Name {
                self
            }
        }

        #[cfg(feature = "unstable")]
        impl $crate::declare::sample::Sample for $Name {
            fn sample(_index: usize) -> Self {
                Self {
                    $($($required: $crate::declare::sample::Sample::sample_of(&[$($($required_word),+)?], _index),)*)?
                    $($($optional: Some($crate::declare::sample::Sample::sample_of(&[$($($optional_word),+)?], _index)),)*)?
                }
            }
        }

        impl $crate::operation::describe::Described for $Name {
            const KIND: $crate::operation::describe::Kind = $crate::operation::describe::Kind::Object(|| {
                const PROPERTIES: &[$crate::operation::describe::Property] = &[
                        $($($crate::operation::describe::Property::new(
                            stringify!($required),
                            $crate::declare::models!(@wire $($required_wire)?),
                            <$Required as $crate::operation::describe::Described>::KIND,
                            false,
                        )$(.takes(&[$($required_word),+]))?,)*)?
                        $($($crate::operation::describe::Property::new(
                            stringify!($optional),
                            $crate::declare::models!(@wire $($optional_wire)?),
                            <$Optional as $crate::operation::describe::Described>::KIND,
                            true,
                        )$(.takes(&[$($optional_word),+]))?,)*)?
                    ];
                static SCHEMA: $crate::operation::describe::Schema =
                    $crate::operation::describe::Schema::new(stringify!($Name), PROPERTIES);
                &SCHEMA
            });
        }
    )*};
}
pub(crate) use bodies;

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public types")]
mod tests {
    bodies! {
        /// For the test.
        pub struct NewThing(
            /// Its name.
            name: String,
            /// Its place.
            space_id: crate::ids::SpaceId,
        ) {
            /// What it weighs.
            weight: u32,
        }
    }

    #[test]
    fn what_was_not_set_is_not_sent() {
        let body = NewThing::new("a", 7);
        assert_eq!(serde_json::to_string(&body).unwrap(), r#"{"name":"a","spaceId":"7"}"#);
        assert_eq!(
            serde_json::to_string(&body.weight(3)).unwrap(),
            r#"{"name":"a","spaceId":"7","weight":3}"#
        );
    }
}
