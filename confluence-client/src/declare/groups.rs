//! `groups!`: the modules of an API, together.

/// Gathers the operations of the listed modules, which `endpoints!` has filled.
macro_rules! groups {
    ($($(#[$attribute:meta])* $group:ident),+ $(,)?) => {
        /// All operations of the API, in the order of its modules.
        pub fn operations() -> impl Iterator<Item = &'static $crate::operation::describe::Operation> {
            const GROUPS: &[&[&[&$crate::operation::describe::Operation]]] =
                &[$($(#[$attribute])* $group::OPERATIONS),+];
            GROUPS.iter().copied().flatten().flat_map(|family| family.iter().copied())
        }

        /// All operations with everything set.
        #[cfg(feature = "unstable")]
        #[doc(hidden)]
        pub fn samples() -> impl Iterator<Item = $crate::declare::sample::Ready> {
            const GROUPS: &[fn() -> Vec<$crate::declare::sample::Ready>] = &[$($(#[$attribute])* $group::samples),+];
            GROUPS.iter().flat_map(|samples| samples())
        }
    };
}
pub(crate) use groups;
