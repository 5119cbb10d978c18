//! Models of the older interface, which Cloud v1 and Data Center share: one shape of content for everything, filled
//! as far as the operation's `expand` asks.

mod attachment;
mod audit;
mod body;
mod children;
mod content;
mod content_state;
mod conversion;
mod copying;
mod edited;
mod either;
mod history;
mod label;
mod links;
mod long_task;
mod look_and_feel;
mod metadata;
mod new_content;
mod new_space;
mod relation;
mod restriction;
mod search;
mod site;
mod space;
mod template;
mod user;
mod watch;

pub use attachment::{AttachmentMetadata, AttachmentUpdate, AttachmentUpload, ContentRef};
pub use audit::{
    AffectedObject, AuditFormat, AuditRecord, ChangedValue, NewAffectedObject, NewAuditAuthor,
    NewAuditRecord, NewChangedValue, NewRetentionPeriod, RetentionPeriod, TimeUnit,
};
pub use body::{
    ContentBodies, ContentBody, Description, EmbeddedContent, MediaToken, SharedWebResources,
    WebResourceAddresses, WebResourceTags, WebResources,
};
pub use children::{ChildType, ChildTypes, Children, DescendantExpansion};
pub use content::Content;
pub use content_state::{AvailableStates, ContentState, CurrentState, NewState, StateSettings};
pub use conversion::{
    Conversion, ConversionStatus, ConvertedBody, EmbeddedContentRender, Macro, NewConversion, NewConversions,
};
pub use copying::{
    AncestorRef, CopiedBody, CopiedTitles, CopyDestination, CopyDestinationType, DraftVersion, MovePosition,
    MovedPage, NumericId, PageCopy, PageToArchive, PageTreeCopy, PagesToArchive, PublishedDraft, SpaceRef,
};
pub use edited::Edited;
pub use either::{Rows, Texts};
pub use history::{
    Collaborators, Contributors, History, NewVersion, Version, VersionRestore, VersionRestoreParameters,
};
pub use label::{Label, LabelDetails, LabeledContent, LabeledType, NewLabel};
pub use links::Links;
pub use long_task::{LongTask, LongTaskDetails, LongTaskLinks, LongTaskStatus, Message};
pub use look_and_feel::{
    Colour, Colours, ContentArea, Header, HorizontalHeader, Hover, Layer, LookAndFeel, LookAndFeelChange,
    LookAndFeelChoice, LookAndFeelSettings, LookAndFeelType, MenuHover, Menus, Navigation, Screen, Surface,
    Theme, ThemeChange,
};
pub use metadata::{CallersView, Favourite, LastContributed, LastModified, LastViewed, Metadata};
pub use new_content::{ContentUpdate, NewBodies, NewContent};
pub use new_space::{
    CustomContentOperation, CustomContentPermissions, GroupRef, GroupRefs, HomepageRef, NewDescription,
    NewOperation, NewPermission, NewPermissionSubject, NewPlainText, NewSpace, NewSpacePermission,
    NewSubjects, OperationOn, SpaceSettingsUpdate, SpaceUpdate, UserRefs,
};
pub use relation::{Related, Relation, RelationData, RelationEnd, RelationExpansion};
pub use restriction::{
    NewRestrictedTo, PermissionCheck, PermissionQuestion, PermittedOperation, RestrictedTo, Restriction,
    RestrictionExpansion, RestrictionUpdate, Restrictions, RestrictionsByOperation, UserRef,
};
pub use search::{Breadcrumb, ContainerSummary, Excerpt, ResourceType, SearchResult, SitePermissionFilter};
pub use site::{GroupAccess, NewUserProperty, PropertyKey, SystemInfo, UserProperty, ViewCount};
pub use space::{
    ContentMode, GrantedOperation, GrantedPermission, PermissionSubject, Space, SpaceEditors, SpaceHistory,
    SpaceMetadata, SpacePermission, SpaceSettings, SpaceSubjects,
};
pub use template::{
    NewTemplate, OriginalTemplate, Template, TemplateExpansion, TemplateType, TemplateUpdate,
};
pub use user::{
    AccountEmail, BusinessDetails, Group, GroupManager, GroupUsage, Icon, NewGroup, NewMember,
    PersonalDetails, SubjectType, User, UserDetails, UserExpansion,
};
pub use watch::{ContentWatch, SpaceWatch, Watching};
