-- Whether a call of a study is of a scope; '' is a scope's label that calls do not have, any model where it says none.
environment = {environment:String} AND feature = {feature:String} AND ({model:String} = '' OR model = {model:String})
