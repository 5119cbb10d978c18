//! Relations between users, content and spaces, such as "favourite".

use crate::declare::endpoints;
use crate::models::ContentStatus;
use crate::models::v1::{Relation, RelationEnd, RelationExpansion};
use crate::wire::paging::Paged;
use crate::wire::values::Commas;

endpoints! { V1:
    /// Lists the targets of a relation.
    fn targets(name: String, from: RelationEnd, source: String, to: RelationEnd)
        -> Paged<Relation> = FindTargetFromSource:
        GET "/relation/{name}/from/{from}/{source}/to/{to}" paged Start
        needs granular ["read:content-details:confluence", "read:relation:confluence"]
            or classic ["read:confluence-content.summary"]
    {
        /// The status of the source, where it is content.
        source_status: ContentStatus,
        /// The version of the source, where it is content.
        source_version: u32,
        /// The status of the target, where it is content.
        target_status: ContentStatus,
        /// The version of the target, where it is content.
        target_version: u32,
        /// What more to answer.
        expand: Commas<RelationExpansion>,
    }

    /// Returns the relation between two things: an error of kind `NotFound` where there is none.
    fn get(name: String, from: RelationEnd, source: String, to: RelationEnd, target: String)
        -> Relation = GetRelationship:
        GET "/relation/{name}/from/{from}/{source}/to/{to}/{target}"
        needs granular ["read:content-details:confluence", "read:relation:confluence"]
            or classic ["read:confluence-content.summary"]
    {
        /// The status of the source, where it is content.
        source_status: ContentStatus,
        /// The version of the source, where it is content.
        source_version: u32,
        /// The status of the target, where it is content.
        target_status: ContentStatus,
        /// The version of the target, where it is content.
        target_version: u32,
        /// What more to answer.
        expand: Commas<RelationExpansion>,
    }

    /// Creates a relation between two things.
    fn create(name: String, from: RelationEnd, source: String, to: RelationEnd, target: String)
        -> Relation = CreateRelationship:
        PUT "/relation/{name}/from/{from}/{source}/to/{to}/{target}"
        needs granular [
            "read:content:confluence", "read:relation:confluence", "read:space:confluence",
            "read:user:confluence", "write:relation:confluence"
        ]
            or classic ["write:confluence-content"]
    {
        /// The status of the source, where it is content.
        source_status: ContentStatus,
        /// The version of the source, where it is content.
        source_version: u32,
        /// The status of the target, where it is content.
        target_status: ContentStatus,
        /// The version of the target, where it is content.
        target_version: u32,
    }

    /// Deletes the relation between two things.
    fn delete(name: String, from: RelationEnd, source: String, to: RelationEnd, target: String)
        -> () = DeleteRelationship:
        DELETE "/relation/{name}/from/{from}/{source}/to/{to}/{target}"
        needs granular ["write:relation:confluence"] or classic ["write:confluence-content"]
    {
        /// The status of the source, where it is content.
        source_status: ContentStatus,
        /// The version of the source, where it is content.
        source_version: u32,
        /// The status of the target, where it is content.
        target_status: ContentStatus,
        /// The version of the target, where it is content.
        target_version: u32,
    }

    /// Lists the sources of a relation.
    fn sources(name: String, to: RelationEnd, target: String, from: RelationEnd)
        -> Paged<Relation> = FindSourcesForTarget:
        GET "/relation/{name}/to/{to}/{target}/from/{from}" paged Start
        needs granular ["read:content-details:confluence", "read:relation:confluence"]
            or classic ["read:confluence-content.summary"]
    {
        /// The status of the source, where it is content.
        source_status: ContentStatus,
        /// The version of the source, where it is content.
        source_version: u32,
        /// The status of the target, where it is content.
        target_status: ContentStatus,
        /// The version of the target, where it is content.
        target_version: u32,
        /// What more to answer.
        expand: Commas<RelationExpansion>,
    }
}
