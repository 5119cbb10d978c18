//! `owners!`: the kinds of content that a family of operations works on.

/// Declares the owners of a family: a foreign id does not compile, and each kind knows its collection in the path.
///
/// ```text
/// owners! {
///     /// What can carry labels.
///     pub enum LabelOwner { Page(PageId) = "pages", BlogPost(BlogPostId) = "blogposts" }
/// }
/// ```
macro_rules! owners {
    ($(
        $(#[$doc:meta])*
        pub enum $Owner:ident { $($Kind:ident($Id:ty) = $collection:literal),+ $(,)? }
    )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $Owner {
            $(
                #[doc = concat!("One of `/", $collection, "`.")]
                $Kind($Id),
            )+
        }

        $(
            impl From<$Id> for $Owner {
                fn from(id: $Id) -> Self {
                    Self::$Kind(id)
                }
            }

            impl From<&$Id> for $Owner {
                fn from(id: &$Id) -> Self {
                    Self::$Kind(id.clone())
                }
            }

            $crate::wire::values::arguments!($Owner: $Id, &$Id);
        )+

        impl $crate::wire::values::Arg<$Owner> for $Owner {
            fn into_arg(self) -> $Owner {
                self
            }
        }

        #[cfg(feature = "unstable")]
        impl $crate::declare::sample::Sample for $Owner {
            const COUNT: usize = [$($collection),+].len();

            fn sample(index: usize) -> Self {
                let kinds = [$(|| Self::$Kind($crate::declare::sample::Sample::sample(0))),+];
                let kind: Option<&fn() -> Self> = kinds.get(index % Self::COUNT);
                kind.map_or_else(|| $crate::declare::sample::Sample::sample(0), |kind| kind())
            }
        }

        impl $crate::operation::describe::Described for $Owner {
            const KIND: $crate::operation::describe::Kind = $crate::operation::describe::Kind::Id;
        }

        impl $crate::wire::values::PathArg for $Owner {
            fn encode(&self) -> String {
                match self {
                    $(Self::$Kind(id) => format!(concat!($collection, "/{}"), $crate::wire::values::PathArg::encode(id)),)+
                }
            }
        }
    )*};
}
pub(crate) use owners;
