//! `models!`: what the service answers.

/// Declares models of answers.
///
/// A field is read as it is declared: `T` must be there, `Option<T>` may be absent or null, `T = default` falls back
/// to the type's default when it is absent or null, and leaves out what the field cannot hold ([`Field`]). `as "_links"` names it on the wire where that is not the Rust
/// name in camel case; `as "page" or "blogpost"` reads a second name too. `#[serde(flatten)] extra: Extra` keeps the
/// properties that have no field.
///
/// ```text
/// models! {
///     /// A label.
///     pub struct Label {
///         /// Its id.
///         id: LabelId,
///         /// Whether it is global, personal or a team's.
///         prefix: Option<String>,
///         /// Where else it is used.
///         owners: Vec<ContentId> = default,
///         /// URLs.
///         links: Links as "_links" = default,
///     }
/// }
/// ```
macro_rules! models {
    ($(
        $(#[$doc:meta])*
        pub struct $Name:ident {
            $($(#[$note:meta])* $field:ident: $Type:ty $(as $wire:literal $(or $alias:literal)*)? $(= $default:ident)?),+ $(,)?
        }
    )*) => {$(
        $crate::declare::models!(@one
            [$(#[$doc])*] $Name
            [$([$(#[$note])*] $field [$Type] [$($wire $(, $alias)*)?] [$($default)?])+]
        );
    )*};
    (@one
        [$(#[$doc:meta])*] $Name:ident
        [$([$(#[$note:meta])*] $field:ident [$Type:ty]
            [$($wire:literal $(, $alias:literal)*)?] [$($default:ident)?])+]
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct $Name {
            $(
                $(#[$note])*
                $(#[serde(rename = $wire)] $(#[serde(alias = $alias)])*)?
                $(#[serde($default, deserialize_with = "crate::wire::field::read")])?
                pub $field: $Type,
            )+
        }

        impl $crate::wire::field::Field<'_> for $Name {}

        impl $crate::operation::describe::Described for $Name {
            const KIND: $crate::operation::describe::Kind = $crate::operation::describe::Kind::Object(|| {
                const PROPERTIES: &[$crate::operation::describe::Property] = &[$($crate::operation::describe::Property::new(
                        stringify!($field),
                        $crate::declare::models!(@wire $($wire)?),
                        <$Type as $crate::operation::describe::Described>::KIND,
                        <$Type as $crate::operation::describe::Described>::OPTIONAL $(|| $crate::declare::models!(@true $default))?,
                    ).or(&[$($($alias),*)?])),+];
                static SCHEMA: $crate::operation::describe::Schema =
                    $crate::operation::describe::Schema::new(stringify!($Name), PROPERTIES);
                &SCHEMA
            });
        }
    };
    (@wire) => { None };
    (@wire $wire:literal) => { Some($wire) };
    (@true $default:ident) => { true };
}
pub(crate) use models;

#[cfg(test)]
#[expect(unreachable_pub, reason = "the macro declares public types")]
mod tests {
    models! {
        /// For the test.
        pub struct Thing {
            /// What it is in.
            place: Option<String> as "page" or "blogpost",
        }
    }

    #[test]
    fn a_second_name_is_read_too() {
        for text in [r#"{"page":"a"}"#, r#"{"blogpost":"a"}"#] {
            assert_eq!(serde_json::from_str::<Thing>(text).unwrap().place.as_deref(), Some("a"));
        }
    }
}
