//! The names of elements that mean something to us.

macro_rules! tags {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// What a node is: an element by its name, or something that is not an element.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub(crate) enum Tag {
            Root,
            Text,
            CData,
            Comment,
            Instruction,
            Other,
            $($name,)*
        }

        impl Tag {
            pub(crate) fn named(name: &str) -> Self {
                match name {
                    $($text => Self::$name,)*
                    "ac:macro" => Self::Macro,
                    // The nameless parameter, as old pages have it.
                    "ac:default-parameter" => Self::Parameter,
                    _ => Self::Other,
                }
            }
        }
    };
}

tags! {
    A = "a", B = "b", Big = "big", Blockquote = "blockquote", Br = "br", Caption = "caption", Cite = "cite",
    Code = "code", Col = "col", Colgroup = "colgroup", Dd = "dd", Del = "del", Div = "div", Dl = "dl", Dt = "dt",
    Em = "em", Font = "font", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6", Hr = "hr",
    I = "i", Img = "img", Ins = "ins", Kbd = "kbd", Li = "li", Ol = "ol", P = "p", Pre = "pre", S = "s",
    Samp = "samp", Script = "script", Section = "section", Small = "small", Span = "span", Strike = "strike",
    Strong = "strong", Style = "style", Sub = "sub", Sup = "sup", Table = "table", Tbody = "tbody", Td = "td",
    Tfoot = "tfoot", Th = "th", Thead = "thead", Time = "time", Tr = "tr", Tt = "tt", U = "u", Ul = "ul", Var = "var",
    Macro = "ac:structured-macro", Parameter = "ac:parameter", RichTextBody = "ac:rich-text-body",
    PlainTextBody = "ac:plain-text-body", Link = "ac:link", LinkBody = "ac:link-body",
    PlainTextLinkBody = "ac:plain-text-link-body", Image = "ac:image", ImageCaption = "ac:caption",
    TaskList = "ac:task-list", Task = "ac:task", TaskId = "ac:task-id", TaskUuid = "ac:task-uuid",
    TaskStatus = "ac:task-status", TaskBody = "ac:task-body", Layout = "ac:layout",
    LayoutSection = "ac:layout-section", LayoutCell = "ac:layout-cell", Emoticon = "ac:emoticon",
    CommentMarker = "ac:inline-comment-marker", AdfExtension = "ac:adf-extension", AdfNode = "ac:adf-node",
    AdfAttribute = "ac:adf-attribute", AdfContent = "ac:adf-content", AdfFallback = "ac:adf-fallback",
    AdfMark = "ac:adf-mark", AdfFragmentMark = "ac:adf-fragment-mark", Placeholder = "ac:placeholder",
    RiPage = "ri:page", RiBlogPost = "ri:blog-post", RiAttachment = "ri:attachment", RiUrl = "ri:url",
    RiUser = "ri:user", RiSpace = "ri:space", RiContent = "ri:content-entity", RiShortcut = "ri:shortcut",
}

impl Tag {
    pub(crate) fn is_element(self) -> bool {
        !matches!(self, Self::Root | Self::Text | Self::CData | Self::Comment | Self::Instruction)
    }

    pub(crate) fn heading_level(self) -> Option<u8> {
        match self {
            Self::H1 => Some(1),
            Self::H2 => Some(2),
            Self::H3 => Some(3),
            Self::H4 => Some(4),
            Self::H5 => Some(5),
            Self::H6 => Some(6),
            _ => None,
        }
    }

    /// Whether the element is one of the resource identifiers (`ri:`).
    pub(crate) fn is_resource(self) -> bool {
        matches!(
            self,
            Self::RiPage
                | Self::RiBlogPost
                | Self::RiAttachment
                | Self::RiUrl
                | Self::RiUser
                | Self::RiSpace
                | Self::RiContent
                | Self::RiShortcut
        )
    }

    /// Whether the element marks text: bold, code, a colour.
    pub(crate) fn is_mark(self) -> bool {
        matches!(
            self,
            Self::Strong
                | Self::B
                | Self::Em
                | Self::I
                | Self::Del
                | Self::S
                | Self::U
                | Self::Ins
                | Self::Code
                | Self::Sub
                | Self::Sup
                | Self::Small
                | Self::Big
                | Self::Cite
                | Self::Kbd
                | Self::Var
                | Self::Samp
                | Self::Tt
                | Self::Strike
                | Self::Font
                | Self::Span
        )
    }

    /// Whether the element is a block that begins a line of its own.
    pub(crate) fn is_block(self) -> bool {
        self.heading_level().is_some()
            || matches!(
                self,
                Self::P
                    | Self::Li
                    | Self::Ul
                    | Self::Ol
                    | Self::Td
                    | Self::Th
                    | Self::Tr
                    | Self::Table
                    | Self::Div
                    | Self::Blockquote
                    | Self::Dt
                    | Self::Dd
                    | Self::TaskList
                    | Self::Task
                    | Self::RichTextBody
                    | Self::LayoutCell
                    | Self::Caption
            )
    }

    /// Whether HTML writes the element without an end tag.
    pub(crate) fn is_void(self) -> bool {
        matches!(self, Self::Br | Self::Hr | Self::Img | Self::Col)
    }
}

/// Whether an element of HTML has blocks in it wherever it stands.
pub(crate) fn is_around_blocks(name: &str) -> bool {
    is_around(name) || matches!(name, "details" | "summary")
}

/// Whether a tag of HTML only holds blocks together.
pub(crate) fn is_around(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "center"
            | "section"
            | "article"
            | "main"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "figure"
            | "figcaption"
            | "address"
            | "hgroup"
            | "body"
            | "html"
            | "dl"
            | "dt"
            | "noscript"
            | "fieldset"
            | "legend"
            | "form"
    )
}
