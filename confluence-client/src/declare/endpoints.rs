//! `endpoints!`: operations, as values.

/// Declares the operations of a module; `CONTRIBUTING.md` has the checklist.
///
/// A row is a documentation line, a signature, Atlassian's operationId in Pascal case, the method and the path:
///
/// ```text
/// endpoints! { V2:
///     /// Lists the pages that the caller may read.
///     fn list() -> Paged<Page> = GetPages: GET "/pages" paged Cursor needs granular ["read:page:confluence"] {
///         /// Only pages of these spaces.
///         space_id: Vec<SpaceId>,
///     }
///
///     /// Creates a page.
///     fn create() -> Page = CreatePage: POST "/pages" <- NewPage needs granular ["write:page:confluence"]
///
///     /// Lists the labels of a piece of content.
///     fn of(owner: LabelOwner) -> Paged<Label> = GetLabels: GET "/{owner}/labels" paged Cursor {
///         /// Only labels of this kind.
///         prefix: String,
///     } for owner: LabelOwner {
///         Page "pages" "getPageLabels" needs granular ["read:page:confluence"];
///         BlogPost "blogposts" "getBlogPostLabels" needs granular ["read:page:confluence"];
///     }
/// }
/// ```
///
/// A body that is no plain name goes in parentheses: `<- (Vec<NewLabel>)`. `= Name("create_1"):` gives the
/// operationId where the name is ours. Required query parameters go in brackets behind the arguments:
/// `fn list()[kind as "type": String]`. Where an operation takes other words than the type of an argument or a
/// parameter knows, they follow the type: `sort: Sort ["id", "-id"]`.
///
/// A row without a documentation line does not compile: it is what people search for, and rustdoc would not miss it
/// behind the line with the path that the macro adds.
macro_rules! endpoints {
    ($Api:ident: $(
        $(#[doc = $doc:literal])+
        fn $call:ident($($arg:ident: $Arg:ty $([$($arg_word:literal),+])?),* $(,)?)
        $([$($(#[$need:meta])* $required:ident $(as $required_wire:literal)?: $Required:ty
            $([$($required_word:literal),+])?),* $(,)?])?
        -> $Out:ty = $Name:ident $(($id:literal))?: $VERB:ident $path:literal
        $(paged $paging:ident)? $(<- $Body:tt)?
        $(needs $(granular [$($granular:literal),*])? $(or)? $(classic [$($classic:literal),*])?)?
        $({ $($(#[$note:meta])* $param:ident $(as $wire:literal)?: $Param:ty
            $([$($param_word:literal),+])?),* $(,)? })?
        $(for $owner:ident: $Owner:ident {
            $($Kind:ident $collection:literal $owned:literal
                $(needs $(granular [$($owned_granular:literal),*])? $(or)? $(classic [$($owned_classic:literal),*])?)?;)+
        })?
    )*) => {
        $(
            $(#[doc = $doc])+
            #[doc = concat!("\n`", stringify!($VERB), " ", $path, "`")]
            $($(#[doc = concat!("\n- `", $owned, "` of `/", $collection, "`")] #[doc(alias = $owned)])+)?
            $(#[doc(alias = $id)])?
            #[derive(Clone, Debug, PartialEq)]
            #[must_use = "an operation does nothing until a client sends it"]
            pub struct $Name {
                $($arg: $Arg,)*
                query: $crate::wire::query::Query,
                body: $crate::wire::values::Body,
            }

            $(#[doc = $doc])+
            #[doc = concat!("\n`", stringify!($VERB), " ", $path, "`")]
            $($($(#[$need])*)*)?
            $($(#[doc = concat!("\n`", stringify!($arg), "` is one of" $(, " `", $arg_word, "`")+, ".")])?)*
            $($($(#[doc = concat!("\n`", stringify!($required), "` is one of" $(, " `", $required_word, "`")+, ".")])?)*)?
            #[allow(unused_mut, reason = "only a required query parameter changes the query here")]
            pub fn $call(
                $($arg: impl $crate::wire::values::Arg<$Arg>,)*
                $($($required: impl $crate::wire::values::Arg<$Required>,)*)?
                $(body: impl $crate::wire::values::Arg<$crate::declare::operation!(@type $Body)>)?
            ) -> $Name {
                let mut query = $crate::wire::query::Query::default();
                $($(query.set(
                    $crate::declare::operation!(@name $Api $required $($required_wire)?),
                    &$crate::wire::values::Arg::<$Required>::into_arg($required),
                );)*)?
                $Name {
                    $($arg: $arg.into_arg(),)*
                    query,
                    body: $crate::declare::operation!(@body $(body $Body)?),
                }
            }

            impl $Name {
                $($(
                    $(#[$note])*
                    $(#[doc = concat!("\nOne of" $(, " `", $param_word, "`")+, ".")])?
                    pub fn $param(mut self, $param: impl $crate::wire::values::Arg<$Param>) -> Self {
                        self.query.set($crate::declare::operation!(@name $Api $param $($wire)?), &$param.into_arg());
                        self
                    }
                )*)?
                $($crate::declare::operation!(@paging $paging);)?

                const PARAMETERS: &'static [$crate::operation::describe::Parameter] = &[
                    $($($crate::operation::describe::Parameter::required(
                        stringify!($required),
                        $crate::declare::models!(@wire $($required_wire)?),
                        <$Required as $crate::operation::describe::Described>::KIND,
                    ),)*)?
                    $($($crate::operation::describe::Parameter::new(
                        stringify!($param),
                        $crate::declare::models!(@wire $($wire)?),
                        <$Param as $crate::operation::describe::Described>::KIND,
                    ),)*)?
                ];

                const ARGUMENTS: &'static [$crate::operation::describe::Parameter] =
                    &[$($crate::operation::describe::Parameter::required(
                        stringify!($arg),
                        None,
                        <$Arg as $crate::operation::describe::Described>::KIND,
                    ),)*];

                const DECLARED: $crate::operation::describe::Operation = {
                    let mut operation = $crate::operation::describe::Operation::new(
                        $crate::declare::operation!(@id $Name $($id)?),
                        $crate::operation::describe::Api::$Api,
                        $crate::operation::describe::Verb::$VERB,
                        $path,
                    );
                    operation.function = concat!(module_path!(), "::", stringify!($call));
                    $(operation.paging = $crate::operation::describe::Paging::$paging;)?
                    $(operation.body = Some(<$crate::declare::operation!(@type $Body) as $crate::operation::describe::Described>::KIND);)?
                    $(
                        $(operation.granular_scopes = &[$($granular),*];)?
                        $(operation.classic_scopes = &[$($classic),*];)?
                    )?
                    operation.arguments = Self::ARGUMENTS;
                    operation.parameters = Self::PARAMETERS;
                    operation.words = &[
                        $($((stringify!($arg), &[$($arg_word),+]),)?)*
                        $($($((stringify!($required), &[$($required_word),+]),)?)*)?
                        $($($((stringify!($param), &[$($param_word),+]),)?)*)?
                    ];
                    operation.answer = <$Out as $crate::operation::describe::Described>::KIND;
                    operation
                };

                /// The operation, or those of each kind of owner.
                const OPERATIONS: &'static [&'static $crate::operation::describe::Operation] = $crate::declare::operation!(
                    @all $($($Kind $collection $owned
                        [$($($($owned_granular),*)?)?] [$($($($owned_classic),*)?)?])+)?
                );
            }

            impl $crate::wire::endpoint::Endpoint for $Name {
                type Output = $Out;

                fn operation(&self) -> &'static $crate::operation::describe::Operation {
                    $crate::declare::operation!(@of self $($owner $Owner $($Kind $collection $owned
                        [$($($($owned_granular),*)?)?] [$($($($owned_classic),*)?)?])+)?)
                }

                fn path(&self) -> String {
                    $(let $arg = $crate::wire::values::PathArg::encode(&self.$arg);)*
                    format!($path)
                }

                fn query(&self) -> &$crate::wire::query::Query {
                    &self.query
                }

                fn query_mut(&mut self) -> &mut $crate::wire::query::Query {
                    &mut self.query
                }

                fn body(&self) -> &$crate::wire::values::Body {
                    &self.body
                }
            }
        )*

        /// The operations of this module, in declaration order.
        pub const OPERATIONS: &[&[&$crate::operation::describe::Operation]] = &[$($Name::OPERATIONS),*];

        /// The operations of this module with everything set.
        #[cfg(feature = "unstable")]
        #[doc(hidden)]
        #[must_use]
        pub fn samples() -> Vec<$crate::declare::sample::Ready> {
            #[allow(unused_imports, reason = "operations without arguments need no samples")]
            use $crate::declare::sample::Sample;

            let mut ready = Vec::new();
            $(
                let kinds = [1 $(, <$Arg as Sample>::COUNT)*].into_iter().max().unwrap_or(1);
                ready.extend((0..kinds).map(|_index| {
                    let operation = $call(
                        $(<$Arg as Sample>::sample_of(&[$($($arg_word),+)?], _index),)*
                        $($(<$Required as Sample>::sample_of(&[$($($required_word),+)?], _index),)*)?
                        $(<$crate::declare::operation!(@type $Body) as Sample>::sample(0))?
                    );
                    $($(let operation = operation.$param(<$Param as Sample>::sample_of(&[$($($param_word),+)?], 0));)*)?
                    $($crate::declare::operation!(@bounded operation $paging);)?
                    $crate::declare::sample::Ready::new(operation)
                }));
            )*
            ready
        }
    };
}
pub(crate) use endpoints;

/// The parts of a row that depend on what the row leaves out.
macro_rules! operation {
    (@type $Type:ident) => { $Type };
    (@type ($Type:ty)) => { $Type };
    (@id $Name:ident) => {{
        const NAME: &str = stringify!($Name);
        const ID: [u8; NAME.len()] = $crate::operation::describe::operation_id(NAME);
        $crate::operation::describe::ascii(&ID)
    }};
    (@id $Name:ident $id:literal) => { $id };
    (@name $Api:ident $param:ident) => { $crate::wire::values::name($crate::operation::describe::Api::$Api, stringify!($param)) };
    (@name $Api:ident $param:ident $wire:literal) => { $wire };
    (@body) => { $crate::wire::values::Body::default() };
    (@body $body:ident $Body:tt) => {
        $crate::wire::values::IntoBody::into_body($crate::wire::values::Arg::<$crate::declare::operation!(@type $Body)>::into_arg($body))
    };
    (@all) => { &[&Self::DECLARED] };
    (@all $($Kind:ident $collection:literal $owned:literal [$($granular:literal),*] [$($classic:literal),*])+) => {
        &[$(&$crate::operation::describe::Operation {
            id: $owned,
            owner: Some($collection),
            granular_scopes: &[$($granular),*],
            classic_scopes: &[$($classic),*],
            ..Self::DECLARED
        }),+]
    };
    (@of $self:ident) => { &Self::DECLARED };
    (@of $self:ident $owner:ident $Owner:ident
        $($Kind:ident $collection:literal $owned:literal [$($granular:literal),*] [$($classic:literal),*])+
    ) => {
        match &$self.$owner {
            $($Owner::$Kind(_) => &$crate::operation::describe::Operation {
                id: $owned,
                owner: Some($collection),
                granular_scopes: &[$($granular),*],
                classic_scopes: &[$($classic),*],
                ..Self::DECLARED
            },)+
        }
    };
    (@bounded $operation:ident $paging:ident) => { let $operation = $operation.limit(1); };
    (@paging Cursor) => {
        /// How many rows come in one page at the most.
        pub fn limit(mut self, limit: impl $crate::wire::values::Arg<u32>) -> Self {
            self.query.set("limit", &limit.into_arg());
            self
        }

        /// Where to go on, as an earlier page said.
        pub fn cursor(mut self, cursor: impl $crate::wire::values::Arg<String>) -> Self {
            self.query.set("cursor", &cursor.into_arg());
            self
        }
    };
    (@paging Start) => {
        /// How many rows come in one page at the most.
        pub fn limit(mut self, limit: impl $crate::wire::values::Arg<u32>) -> Self {
            self.query.set("limit", &limit.into_arg());
            self
        }

        /// How many rows to skip.
        pub fn start(mut self, start: impl $crate::wire::values::Arg<u32>) -> Self {
            self.query.set("start", &start.into_arg());
            self
        }
    };
}
pub(crate) use operation;
