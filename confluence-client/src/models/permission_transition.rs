//! The move of a site from permissions to roles.

use crate::declare::{bodies, models, open_enums};
use crate::ids::{LongTaskId, RoleId, SpaceId, SpaceKey};

open_enums! {
    /// How far a task of the move is.
    pub enum TransitionStatus {
        /// It is under way.
        InProgress = "IN_PROGRESS",
        /// It is done.
        Completed = "COMPLETED",
        /// It failed.
        Failed = "FAILED",
    }

    /// Which spaces a step of the move is about.
    pub enum SpaceSelectionType {
        /// All.
        All = "ALL",
        /// All but those of persons.
        AllExceptPersonal = "ALL_EXCEPT_PERSONAL",
        /// All but those listed.
        AllExceptSpecific = "ALL_EXCEPT_SPECIFIC",
        /// Those of persons.
        Personal = "PERSONAL",
        /// Those listed.
        Specific = "SPECIFIC",
    }

    /// Who holds permissions on a site that moves to roles.
    pub enum TransitionPrincipal {
        /// A person.
        User = "USER",
        /// A group.
        Group = "GROUP",
        /// A guest.
        Guest = "GUEST",
        /// Readers who are not logged in.
        Anonymous = "ANONYMOUS",
        /// Everyone with a licence.
        AllLicensedUsers = "ALL_LICENSED_USERS_USER_CLASS",
        /// Every administrator of the product.
        AllProductAdmins = "ALL_PRODUCT_ADMINS_USER_CLASS",
        /// An app.
        App = "APP",
        /// A team.
        Team = "TEAM",
    }
}

models! {
    /// Combinations of permissions that are in use on a site.
    pub struct PermissionCombinations {
        /// The combinations.
        results: Vec<PermissionCombination> = default,
        /// Where the list goes on.
        cursor: Option<String>,
        /// When they were counted.
        generated_at: Option<String>,
    }

    /// A combination of permissions.
    pub struct PermissionCombination {
        /// Its id.
        combination_id: Option<String>,
        /// The permissions.
        permissions: Vec<NamedPermission> = default,
        /// How many principals hold it.
        principal_count: Option<u64> = default,
        /// Of which types they are.
        principal_types: Vec<TransitionPrincipal> = default,
        /// In how many spaces.
        space_count: Option<u64> = default,
    }

    /// A permission by name.
    pub struct NamedPermission {
        /// Its id.
        id: Option<String>,
        /// Its name.
        display_name: Option<String>,
    }

    /// A task of the move that was started.
    pub struct TransitionTask {
        /// The task.
        task_id: Option<LongTaskId>,
        /// How far it is.
        status: Option<TransitionStatus>,
        /// Where to ask how far it is.
        status_url: Option<String>,
    }

    /// How far a task of the move is.
    pub struct TransitionTaskStatus {
        /// The task.
        task_id: Option<LongTaskId>,
        /// How far it is.
        status: Option<TransitionStatus>,
        /// Why it failed.
        error_message: Option<String>,
    }
}

bodies! {
    /// Roles to give in place of combinations of permissions.
    pub struct RoleTransition(
        /// What becomes of each combination, and in which spaces.
        assignments: Vec<CombinationTransition>,
        space_selection: SpaceSelection,
    )

    /// What becomes of one combination of permissions.
    pub struct CombinationTransition(
        /// The combination, and what each type of principal gets for it.
        permission_combination_id: String,
        principal_type_assignments: Vec<PrincipalTransition>,
    )

    /// What one type of principal gets.
    pub struct PrincipalTransition(
        /// The type, and whether it loses its access instead of getting a role.
        principal_type: TransitionPrincipal [
            "USER", "GROUP", "GUEST", "ANONYMOUS", "ALL_LICENSED_USERS_USER_CLASS",
            "ALL_PRODUCT_ADMINS_USER_CLASS", "APP"
        ],
        remove_access: bool,
    ) {
        /// The role it gets.
        role_id: RoleId,
    }

    /// Combinations of permissions to take away.
    pub struct AccessRemoval(
        /// The combinations, and in which spaces.
        permission_combination_ids: Vec<String>,
        space_selection: SpaceSelection,
    )

    /// Spaces of a site.
    pub struct SpaceSelection(
        /// Which.
        space_type: SpaceSelectionType,
    ) {
        /// Those listed.
        selected_spaces: Vec<SelectedSpace>,
    }

    /// A space of a list.
    pub struct SelectedSpace(
        /// Its number and its key.
        id: SpaceId,
        key: SpaceKey,
    )
}
