//! The codes of the core with their sentences.
//!
//! `{what}`, `{given}`, `{expected}`, `{nearest}`, `{allowed}` and `{cause}` are fields of the error;
//! what stands in square brackets is left out where its field is absent.

use super::ErrorCode;

impl ErrorCode {
    error_codes! {
        // Names and ids.
        UNKNOWN_NAME "unknown-name" NotFound
            "没有名为“{given}”的{what}[，是否指“{nearest}”？][（可用：{allowed}）]"
            "no {what} is named `{given}`[; did you mean `{nearest}`?][ (the names are {allowed})]";
        AMBIGUOUS_NAME "ambiguous-name" NotFound
            "“{given}”可以指多个{what}，请写明其中一个：{allowed}"
            "`{given}` can mean more than one {what}: write one of {allowed}";
        UNKNOWN_ID "unknown-id" NotFound
            "没有编号为“{given}”的{what}"
            "no {what} has the id `{given}`";
        NOT_MERGED "not-merged" NotFound
            "资源“{given}”不是由多行合并而成的，不能拆分"
            "site `{given}` was not merged from rows, so it cannot be split";

        // Quantities and days.
        NUMBER_EXPECTED "number-expected" Parse
            "“{given}”不以数字开头，应写成“8000㎡”这样的数量"
            "`{given}` does not start with a number; write a quantity such as `8000 ㎡`";
        UNIT_EXPECTED "unit-expected" Parse
            "“{given}”没有{what}的单位，请注明单位，例如 {expected}"
            "`{given}` has no unit of {what}; write one such as {expected}";
        UNKNOWN_UNIT "unknown-unit" Parse
            "“{given}”的单位“{what}”不认识"
            "`{given}` has an unknown unit `{what}`";
        NUMBER_TOO_LARGE "number-too-large" Parse
            "“{given}”超出数字的表示范围"
            "`{given}` is larger than a number can be";
        DAY_EXPECTED "day-expected" Parse
            "“{given}”不是日期，应写成 2027-06-30 这样"
            "`{given}` is not a day; write it like 2027-06-30";

        INTERVAL_INVALID "interval-invalid" Parse
            "{given} 到 {expected} 不是区间：下限应不大于上限，两端不能同为无穷"
            "{given} to {expected} is not an interval: the lower end must not be above the upper one";
        CATEGORY_POSITION "category-position" Parse
            "类别的序号应在 0 到 {expected} 之间，给出的是 {given}"
            "the position of a category must be between 0 and {expected}, got {given}";

        // Geometry.
        DEGREES_OUT_OF_RANGE "degrees-out-of-range" InvalidArgument
            "{what}应在 {expected} 度之间，给出的是 {given}"
            "{what} must be between {expected} degrees, got {given}";
        GEOJSON_INVALID "geojson-invalid" Parse
            "GeoJSON 无法读取：{cause}"
            "the GeoJSON cannot be read: {cause}";
        GEOJSON_POSITION "geojson-position" Parse
            "GeoJSON 的坐标应至少有经度、纬度两个数"
            "a position in GeoJSON needs two numbers: longitude and latitude";
        POLYGON_EXPECTED "polygon-expected" InvalidArgument
            "应为多边形（Polygon 或 MultiPolygon）"
            "the geometry must be a Polygon or a MultiPolygon";
        FOOTPRINT_INVALID "footprint-invalid" InvalidArgument
            "用地范围不是合法的多边形：{cause}"
            "the footprint is not a valid polygon: {cause}";
        FOOTPRINT_EMPTY "footprint-empty" InvalidArgument
            "用地范围没有面积"
            "the footprint has no area";
        RADIUS_INVALID "radius-invalid" InvalidArgument
            "半径应为不小于 0 的有限长度，给出的是 {given}"
            "a radius must be a finite length of at least 0, got {given}";

        // Sites and their values.
        SITE_ID_EMPTY "site-id-empty" InvalidSite
            "资源没有编号：编号不能为空"
            "the id of the site is empty";
        DUPLICATE_SITE "duplicate-site" InvalidSite
            "编号“{given}”重复，每处资源的编号应各不相同"
            "two sites have the id `{given}`; ids must differ";
        VALUE_TYPE "value-type" InvalidSite
            "“{what}”不能是{given}，应为{expected}"
            "`{what}` cannot be {given}; expected {expected}";
        FACT_FORM "fact-form" InvalidSite
            "应恰好写 `value`、`unknown`、`not_applicable` 其中之一"
            "exactly one of `value`, `unknown` and `not_applicable` must be given";
        VALUE_OUT_OF_RANGE "value-out-of-range" InvalidSite
            "“{what}”不能是 {given}[，应不小于 {expected}]"
            "`{what}` cannot be {given}[; expected at least {expected}]";
        VALUE_NOT_ALLOWED "value-not-allowed" InvalidArgument
            "“{what}”不能设为 {given}[，应为{expected}]"
            "`{what}` cannot be set to {given}[; expected {expected}]";

        // Columns of sites.
        COLUMN_LENGTH "column-length" InvalidSite
            "“{what}”列有 {given} 个值，应为 {expected} 个（每处资源一个）"
            "column `{what}` has {given} values, expected {expected} (one per site)";
        COLUMN_TYPE "column-type" InvalidSite
            "“{what}”列给出的是{given}，该属性应为{expected}"
            "column `{what}` was given as {given}, but the attribute takes {expected}";
        COLUMN_ROW "column-row" InvalidSite
            "“{what}”列有一个区间属于第 {given} 行，而资源只有 {expected} 处"
            "column `{what}` has an interval for row {given}, but there are only {expected} sites";
        COLUMN_JURISDICTION "column-jurisdiction" InvalidSite
            "属地列引用了第 {given} 个代码，而代码只有 {expected} 个"
            "the column of jurisdictions refers to code number {given}, but there are only {expected} codes";

        // Inventories.
        TOO_MANY_SITES "too-many-sites" InvalidArgument
            "{given} 处资源太多，最多 {expected} 处"
            "{given} sites are too many: at most {expected} are possible";
        LINEAGE_UNKNOWN_SITE "lineage-unknown-site" InvalidArgument
            "来源记录提到“{given}”，但没有这处资源"
            "the lineage mentions `{given}`, which is not a site of the inventory";
        LINEAGE_DUPLICATE_ROW "lineage-duplicate-row" InvalidArgument
            "来源记录中的行“{given}”出现了两次"
            "the lineage lists row `{given}` twice";
        LINEAGE_CYCLE "lineage-cycle" InvalidArgument
            "资源“{given}”不能是它自身的一部分"
            "site `{given}` cannot be part of itself";
        JURISDICTION_WITHOUT_CODE "jurisdiction-without-code" InvalidArgument
            "属地“{given}”没有代码"
            "jurisdiction `{given}` has no code";
        DUPLICATE_JURISDICTION "duplicate-jurisdiction" InvalidArgument
            "属地代码 {given} 出现了两次"
            "two jurisdictions have the code {given}";
        JURISDICTION_PARENT_UNKNOWN "jurisdiction-parent-unknown" InvalidArgument
            "属地 {what} 的上级 {given} 不在名单中"
            "the parent {given} of jurisdiction {what} is not in the list";
        JURISDICTION_CYCLE "jurisdiction-cycle" InvalidArgument
            "属地 {given} 的上级绕回了它自身"
            "the parents of jurisdiction {given} lead back to itself";
        LANDMARK_WITHOUT_LAYER "landmark-without-layer" InvalidArgument
            "地标没有图层名"
            "the landmark has no layer name";
        LANDMARK_EMPTY "landmark-empty" InvalidArgument
            "地标的图形是空的"
            "the geometry of the landmark is empty";
        FEATURE_WITHOUT_LAYER "feature-without-layer" Parse
            "要素没有属性 `layer`，不知属于哪个图层"
            "the feature has no property `layer`, which names its layer";
        FEATURE_WITHOUT_GEOMETRY "feature-without-geometry" Parse
            "要素没有图形"
            "the feature has no geometry";

        // Requirements.
        REQUIREMENT_UNREADABLE "requirement-unreadable" InvalidRequirement
            "需求无法读取：{cause}"
            "the requirement cannot be read: {cause}";
        REQUIREMENT_VERSION "requirement-version" InvalidRequirement
            "需求的 `version` 应为 {expected}，给出的是 {given}"
            "the `version` of a requirement must be {expected}, got {given}";
        REQUIREMENT_CONTRADICTION "requirement-contradiction" InvalidRequirement
            "需求自相矛盾：{given}"
            "the requirement contradicts itself: {given}";
        SUBJECT_MISSING "subject-missing" InvalidRequirement
            "没有写明对象：请写 `attribute` 或 `distance_to`"
            "it names no subject: write `attribute` or `distance_to`";
        SUBJECT_TWICE "subject-twice" InvalidRequirement
            "`attribute` 和 `distance_to` 只能写一个"
            "`attribute` and `distance_to` exclude each other: write one of them";
        SUBJECT_UNUSED "subject-unused" InvalidRequirement
            "这一条不针对某个属性或距离，请删去 `attribute` 或 `distance_to`"
            "this constraint is not about an attribute or a distance: delete `attribute` or `distance_to`";
        CONSTRAINT_EMPTY "constraint-empty" InvalidRequirement
            "没有写明要求，应写其中之一：{allowed}"
            "the constraint requires nothing: write one of {allowed}";
        CONSTRAINT_TWOFOLD "constraint-twofold" InvalidRequirement
            "一条里写了两项要求，请分成两条"
            "the constraint makes two demands: write two constraints";
        DISTANCE_WITHOUT_CATEGORIES "distance-without-categories" InvalidRequirement
            "距离没有类别，`one_of` 和分类的取值只用于属性"
            "a distance has no categories: use an attribute";
        NOT_A_NUMBER "not-a-number" InvalidRequirement
            "“{what}”不是数值，不能比较大小[；可选的类别有：{allowed}]"
            "`{what}` is not a number and cannot be compared[; its categories are {allowed}]";
        BOUND_DIMENSION "bound-dimension" InvalidRequirement
            "“{what}”不能与 {given} 比较，应为有限的{expected}"
            "{what} cannot be compared with {given}; expected a finite quantity of {expected}";
        BOUND_NEGATIVE_DISTANCE "bound-negative-distance" InvalidRequirement
            "距离不会小于 0，不能要求不大于 {given}"
            "no distance is at most {given}: distances are never below 0";
        RANGE_EMPTY "range-empty" InvalidRequirement
            "{given} 到 {expected} 之间没有数：下限大于上限"
            "nothing lies between {given} and {expected}: the lower bound is above the upper one";
        LIST_EMPTY "list-empty" InvalidRequirement
            "{what}列表是空的，请至少列出一个"
            "the list of {what} is empty: name at least one";
        LAYER_WITHOUT_POLYGONS "layer-without-polygons" InvalidRequirement
            "图层“{given}”没有多边形，无法判断在其内外"
            "the layer `{given}` has no polygons to be inside or outside of";
        WEIGHT_INVALID "weight-invalid" InvalidRequirement
            "权重应为大于 0 的有限数，给出的是 {given}"
            "a weight must be finite and above 0, got {given}";
        VALUE_OUTSIDE_UNIT "value-outside-unit" InvalidRequirement
            "优先条件的取值应在 0 到 1 之间，给出的是 {given}"
            "the value of a preference must be between 0 and 1, got {given}";
        BREAKPOINTS_UNSORTED "breakpoints-unsorted" InvalidRequirement
            "曲线上的数量应由小到大：{given}"
            "the quantities of a curve must ascend: {given}";
        PREFERENCE_FUNCTION "preference-function" InvalidRequirement
            "优先条件应恰好写一条曲线或一张取值表：{allowed}"
            "a preference needs exactly one curve or table: {allowed}";
        REQUIREMENT_WITHHELD "requirement-withheld" InvalidRequirement
            "这份需求有内容未向投资方公开，不能用来匹配，请用原来的需求"
            "parts of this requirement are withheld from investors, so it cannot be matched: use the original";
        WITHHELD_PREFERENCE "withheld-preference" InvalidRequirement
            "`withheld` 的优先条件除 `weight` 外不能写其他内容"
            "a preference that is `withheld` has no other key than `weight`";

        // Advice.
        WEIGHT_FACTOR "weight-factor" InvalidArgument
            "`around` 是权重的浮动倍数，应不小于 1，给出的是 {given}"
            "`around` is {given}, expected a factor of at least 1";
        UNKNOWN_PREFERENCE "unknown-preference" InvalidArgument
            "没有第 {given} 条优先条件，一共 {expected} 条（从 0 数起）"
            "the requirement has {expected} preferences, counted from 0: there is no preference {given}";
        WEIGHT_SHARE "weight-share" InvalidArgument
            "权重占比的区间应在 0 到 1 之间，给出的是 {given}"
            "the share of a preference is {given}, expected 0 ≤ low ≤ high ≤ 1";
        WEIGHT_SHARES_SUM "weight-shares-sum" InvalidArgument
            "各权重占比合计在 {given} 之间，凑不成 1"
            "the shares of all preferences sum to {given}, expected a range that includes 1";
        WEIGHT_SHARES_NARROW "weight-shares-narrow" InvalidArgument
            "权重占比的区间太窄，取不出样本，请放宽"
            "almost no weights satisfy the intervals of the shares: widen them";
        RELAXATION_ADMITS_NOTHING "relaxation-admits-nothing" NotFound
            "这样放宽后没有新增资源"
            "the relaxation admits no site";
        RELAXATION_NOT_FOUND "relaxation-not-found" InvalidArgument
            "试了 {expected} 种组合，没有找到能新增 {given} 处资源的放宽办法，请少要几处"
            "no relaxation that admits {given} sites was found in {expected} trials: ask for fewer sites";
        SHORTLIST_DIFFERS "shortlist-differs" InvalidArgument
            "候选清单核对不符：{given}"
            "the shortlist does not hold: {given}";
        SHORTLIST_UNREADABLE "shortlist-unreadable" Parse
            "不是候选清单：{cause}"
            "this is not a shortlist: {cause}";
        SHORTLIST_INCOMPLETE "shortlist-incomplete" Parse
            "不是候选清单：缺少 `{what}`"
            "this is not a shortlist: it has no `{what}`";

        // Linkage.
        LINKAGE_PROFILE_UNREADABLE "linkage-profile-unreadable" Parse
            "比对方案无法读取：{cause}"
            "the linkage profile cannot be read: {cause}";
        LINKAGE_THRESHOLDS "linkage-thresholds" InvalidArgument
            "先验和两个阈值应为有限数，且 `reject` 小于 `accept`"
            "the prior and the thresholds must be finite, and `reject` below `accept`";
        LINKAGE_TOO_MANY_FIELDS "linkage-too-many-fields" InvalidArgument
            "有 {given} 个字段，最多 {expected} 个"
            "a profile has at most {expected} fields, got {given}";
        LINKAGE_DUPLICATE_FIELD "linkage-duplicate-field" InvalidArgument
            "字段“{given}”出现了两次"
            "there are two fields `{given}`";
        LINKAGE_LEVELS "linkage-levels" InvalidArgument
            "每个比较等级应恰好出现一次：{allowed}；给出的是 {given}"
            "each comparison level must occur once: {allowed}; got {given}";
        LINKAGE_PROBABILITY "linkage-probability" InvalidArgument
            "等级“{what}”的概率应大于 0 且不大于 1[，给出的是 {given}]"
            "a probability of level `{what}` must be above 0 and at most 1[, got {given}]";
        LINKAGE_BLOCK_DISTANCE "linkage-block-distance" InvalidArgument
            "按位置分块需要一个位置字段和 0 到 {expected} 米的距离，给出的是“{what}”和 {given} 米"
            "a blocking rule by distance needs a field of locations and 0 to {expected} m, got `{what}` and {given} m";
        LINKAGE_BLOCK_WITHOUT_KEY "linkage-block-without-key" InvalidArgument
            "按键分块的规则至少需要一个键"
            "a blocking rule by keys needs at least one key";
        TOO_MANY_RECORDS "too-many-records" InvalidArgument
            "{given} 条记录太多，最多比对 {expected} 条"
            "{given} records are too many: at most {expected} can be linked";
        DUPLICATE_RECORD "duplicate-record" InvalidArgument
            "两条记录的编号都是“{given}”"
            "two records have the id `{given}`";
        RECORD_COLUMN_TYPE "record-column-type" InvalidArgument
            "字段“{what}”的列应为{expected}，给出的是{given}"
            "the column of field `{what}` must hold {expected}, got {given}";
        RECORD_COLUMN_LENGTH "record-column-length" InvalidArgument
            "“{what}”列有 {given} 个值，应为 {expected} 个（每条记录一个）"
            "column `{what}` has {given} values, expected {expected} (one per record)";
        NAME_RULE_EMPTY "name-rule-empty" InvalidArgument
            "名称规则 `{what}` 中有空词"
            "the rules for names have an empty word in `{what}`";
        NAME_RULE_REGION "name-rule-region" InvalidArgument
            "地名“{what}”应是一个词，级别为 1 到 9，给出的级别是 {given}"
            "region `{what}` must be a word with a rank from 1 to 9, got {given}";
        TOO_FEW_MATCHES "too-few-matches" InvalidArgument
            "只有约 {given} 对记录像是同一处，少于 {expected} 对，不足以估计参数"
            "only about {given} candidate pairs seem to match, fewer than the {expected} that an estimate needs";
        NO_REVIEWED_PAIR "no-reviewed-pair" InvalidArgument
            "没有一对记录被判定为 {given}，无法估计参数"
            "no labelled pair has the class `{given}`, so nothing can be estimated";
        DECISION_CLASS "decision-class" InvalidArgument
            "人工判定应为其中之一：{allowed}；给出的是 {given}"
            "a decision must be one of {allowed}, got {given}";
        DECISION_SAME_ROW "decision-same-row" InvalidArgument
            "判定针对两行，给出的两个编号都是“{given}”"
            "a decision is about two rows, got row `{given}` twice";

        // Files, for the crates that read and write them.
        CANNOT_OPEN "cannot-open" Io
            "无法打开：{cause}"
            "it cannot be opened: {cause}";
        CANNOT_WRITE "cannot-write" Io
            "无法写入：{cause}"
            "it cannot be written: {cause}";

        CANCELLED "cancelled" Cancelled
            "计算已取消"
            "the computation was cancelled";
    }
}
